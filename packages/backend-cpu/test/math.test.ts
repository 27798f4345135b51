import { describe, expect, it } from 'vitest';
import { kernels, list, output, read } from './support.ts';

// x, erf(x), erfc(x), computed with mpmath to 40 digits.
const table: readonly (readonly [number, number, number])[] = [
  [1e-300, 1.1283791670955126e-300, 1.0],
  [1e-10, 1.1283791670955126e-10, 0.999999999887162],
  [0.1, 0.1124629160182849, 0.887537083981715],
  [0.3, 0.3286267594591274, 0.6713732405408726],
  [0.46, 0.4846553900016797, 0.5153446099983203],
  [0.4687, 0.49256818249964407, 0.5074318175003559],
  [0.47, 0.4937450508860821, 0.5062549491139179],
  [0.5, 0.5204998778130465, 0.4795001221869535],
  [0.9, 0.7969082124228322, 0.20309178757716786],
  [1.3, 0.9340079449406524, 0.06599205505934755],
  [2.0, 0.9953222650189527, 0.004677734981047266],
  [2.7, 0.9998656672600594, 0.0001343327399405242],
  [3.5, 0.9999992569016276, 7.430983723414128e-7],
  [3.99, 0.9999999832607886, 1.6739211364520814e-8],
  [4.0, 0.9999999845827421, 1.541725790028002e-8],
  [4.01, 0.9999999858030606, 1.4196939421371052e-8],
  [5.5, 0.9999999999999927, 7.357847917974398e-15],
  [6.7, 1.0, 2.661714576376588e-21],
  [10.0, 1.0, 2.088487583762545e-45],
  [20.0, 1.0, 5.395865611607901e-176],
  [26.5, 1.0, 2.2109076642637343e-307],
  [-0.2, -0.22270258921047847, 1.2227025892104784],
  [-0.46, -0.4846553900016797, 1.4846553900016797],
  [-1.0, -0.8427007929497149, 1.8427007929497148],
  [-3.0, -0.9999779095030014, 1.9999779095030015],
  [-5.0, -0.9999999999984626, 1.9999999999984626],
];

function run(op: 'erf' | 'erfc', values: readonly number[]): number[] {
  const out = output('float64', [values.length]);
  kernels.unary(op, [list('float64', values)], [out], {});
  return read(out);
}

/** Greatest relative error. */
function worst(actual: readonly number[], expected: readonly number[]): number {
  return Math.max(...actual.map((value, i) => Math.abs(value / expected[i]! - 1)));
}

describe('the error function', () => {
  const xs = table.map(([x]) => x);

  it('is precise to the last bits of a double', () => {
    expect(
      worst(
        run('erf', xs),
        table.map(([, erf]) => erf),
      ),
    ).toBeLessThan(1e-15);
  });

  it('has a complement that is precise far out in the tail', () => {
    expect(
      worst(
        run('erfc', xs),
        table.map(([, , erfc]) => erfc),
      ),
    ).toBeLessThan(2e-15);
  });

  it('reaches its limits and passes NaN on', () => {
    expect(run('erf', [Infinity, -Infinity, Number.NaN, 0, -0])).toEqual([1, -1, Number.NaN, 0, -0]);
    expect(run('erfc', [Infinity, -Infinity, Number.NaN, 0, 30])).toEqual([0, 2, Number.NaN, 1, 0]);
  });

  it('is odd', () => {
    expect(
      run(
        'erf',
        xs.map((x) => -x),
      ),
    ).toEqual(run('erf', xs).map((value) => -value));
  });
});
