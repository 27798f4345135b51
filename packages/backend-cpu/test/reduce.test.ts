import { type DType, Layout, type OpsOf, reducedShape } from '@cambium/tensor/backend';
import { describe, expect, it } from 'vitest';
import {
  arrangements,
  backend,
  coordinates,
  expectClose,
  flat,
  kernels,
  list,
  oddShapes,
  operand,
  output,
  read,
  someValues,
  stored,
} from './support.ts';

const { NaN: nan } = Number;

/** Coordinates with another value on one axis. */
function replaced(at: readonly number[], axis: number, value: number): number[] {
  return at.map((each, i) => (i === axis ? value : each));
}

/** Every set of axes of a rank. */
function subsets(rank: number): number[][] {
  return Array.from({ length: 2 ** rank }, (_, bits) =>
    Array.from({ length: rank }, (_, axis) => axis).filter((axis) => (bits >> axis) & 1),
  );
}

/** The values that meet in each output, in row-major order, by the slowest possible way. */
function groups(shape: readonly number[], axes: readonly number[], values: readonly number[]): number[][] {
  const kept = reducedShape(shape, { axes, keepDims: false });
  const result = coordinates(kept).map((): number[] => []);
  coordinates(shape).forEach((at, i) => {
    result[
      flat(
        kept,
        at.filter((_, axis) => !axes.includes(axis)),
      )
    ]!.push(values[i]!);
  });
  return result;
}

function argBest(values: readonly number[], beats: (a: number, b: number) => boolean): number {
  const firstNaN = values.findIndex((value) => Number.isNaN(value));
  if (firstNaN >= 0) return firstNaN;
  return values.reduce((best, value, i) => (beats(value, values[best]!) ? i : best), 0);
}

function reduce(op: OpsOf<'reduce'>, dtype: DType, values: readonly number[], to: DType = dtype): number {
  const out = output(to, []);
  kernels.reduce(op, [list(dtype, values)], [out], { axes: [0], keepDims: false });
  return read(out)[0]!;
}

describe('reduce kernels', () => {
  const folds: [OpsOf<'reduce'>, (values: number[]) => number, DType?][] = [
    ['sum', (values) => values.reduce((a, b) => a + b, 0)],
    ['prod', (values) => values.reduce((a, b) => a * b, 1)],
    ['max', (values) => Math.max(...values)],
    ['min', (values) => Math.min(...values)],
    ['argMax', (values) => argBest(values, (a, b) => a > b), 'int32'],
    ['argMin', (values) => argBest(values, (a, b) => a < b), 'int32'],
  ];
  for (const dtype of ['float32', 'float64'] as const) {
    for (const [op, fold, to] of folds) {
      it(`${op} folds any set of axes of ${dtype} operands in any arrangement`, () => {
        for (const shape of oddShapes.filter((each) => !each.includes(0))) {
          for (const axes of subsets(shape.length)) {
            for (const arrangement of arrangements) {
              const x = operand(dtype, shape, someValues(dtype, 5), arrangement);
              const out = output(to ?? dtype, reducedShape(shape, { axes, keepDims: true }));
              kernels.reduce(op, [x], [out], { axes, keepDims: true });
              expectClose(
                read(out),
                groups(shape, axes, read(x))
                  .map(fold)
                  .map((value) => stored(to ?? dtype, value)),
                1e-6,
              );
            }
          }
        }
      });
    }
  }

  it('fold nothing into the neutral element', () => {
    const attrs = { axes: [1], keepDims: false };
    const [numbers, booleans] = [operand('float32', [3, 0], () => 0), operand('bool', [3, 0], () => 0)];
    for (const [op, expected] of [
      ['sum', 0],
      ['prod', 1],
    ] as const) {
      const out = output('float32', [3]);
      kernels.reduce(op, [numbers], [out], attrs);
      expect(read(out)).toEqual([expected, expected, expected]);
    }
    for (const [op, expected] of [
      ['any', 0],
      ['all', 1],
    ] as const) {
      const out = output('bool', [3]);
      kernels.reduce(op, [booleans], [out], attrs);
      expect(read(out)).toEqual([expected, expected, expected]);
    }
  });

  it('find whether any or all are true', () => {
    const x = list('bool', [0, 0, 0, 1, 1, 1], [3, 2]);
    const any = output('bool', [3]);
    const all = output('bool', [3]);
    kernels.reduce('any', [x], [any], { axes: [1], keepDims: false });
    kernels.reduce('all', [x], [all], { axes: [1], keepDims: false });
    expect(read(any)).toEqual([0, 1, 1]);
    expect(read(all)).toEqual([0, 0, 1]);
  });

  it('let NaN win in extremes and in their places', () => {
    for (const dtype of ['float32', 'float64'] as const) {
      expect(reduce('max', dtype, [1, nan, 3])).toBeNaN();
      expect(reduce('min', dtype, [1, nan, 3])).toBeNaN();
      expect(reduce('argMax', dtype, [1, nan, 3, nan], 'int32')).toBe(1);
      expect(reduce('argMin', dtype, [1, nan, 3, nan], 'int32')).toBe(1);
    }
  });

  it('give the first of equals, also when all are infinite', () => {
    expect(reduce('argMax', 'int32', [2, 7, 7, 1], 'int32')).toBe(1);
    expect(reduce('argMin', 'float32', [2, 1, 1], 'int32')).toBe(1);
    expect(reduce('argMax', 'float32', [-Infinity, -Infinity], 'int32')).toBe(0);
    expect(reduce('argMin', 'float32', [Infinity, Infinity, 3], 'int32')).toBe(2);
  });

  it('count the places over several axes in row-major order, however the walk runs', () => {
    // The greatest value is at [1, 0] and at [0, 1] of a tall matrix.
    const x = operand('float32', [40, 3], (i) => (i === 1 || i === 3 ? 9 : 0), 'turned');
    const out = output('int32', []);
    kernels.reduce('argMax', [x], [out], { axes: [0, 1], keepDims: false });
    expect(read(out)).toEqual([1]);
  });

  it('sum float32 without losing small terms', () => {
    expect(reduce('sum', 'float32', [2 ** 24, 1, 1, 1, 1])).toBe(2 ** 24 + 4);
  });

  it('wrap integers exactly', () => {
    expect(reduce('prod', 'int32', [123456789, 987654321])).toBe(Math.imul(123456789, 987654321));
    expect(reduce('sum', 'int32', [2147483647, 2])).toBe(-2147483647);
    expect(reduce('sum', 'uint8', [200, 100])).toBe(44);
  });
});

describe('scan kernels', () => {
  for (const dtype of ['float32', 'float64', 'int32', 'uint8'] as const) {
    it(`run along any axis of ${dtype} operands, both ways, with and without the element itself`, () => {
      for (const shape of oddShapes.filter((each) => each.length > 0)) {
        for (let axis = 0; axis < shape.length; axis++) {
          for (const [i, arrangement] of arrangements.entries()) {
            const reverse = i % 2 === 0;
            for (const exclusive of [false, true]) {
              for (const op of ['cumsum', 'cumprod'] as const) {
                const x = operand(dtype, shape, someValues(dtype, 5), arrangement);
                const out = output(dtype, shape);
                kernels.scan(op, [x], [out], { axis, reverse, exclusive });
                const values = read(x);
                const expected = coordinates(shape).map((at) => {
                  let total = op === 'cumsum' ? 0 : 1;
                  for (let j = 0; j < shape[axis]!; j++) {
                    const before = reverse ? j > at[axis]! : j < at[axis]!;
                    if (!before && (exclusive || j !== at[axis])) continue;
                    const value = values[flat(shape, replaced(at, axis, j))]!;
                    if (op === 'cumsum') total += value;
                    else
                      total =
                        dtype === 'int32' || dtype === 'uint8' ? Math.imul(total, value) : total * value;
                  }
                  return stored(dtype, total);
                });
                expectClose(read(out), expected, 1e-6);
              }
            }
          }
        }
      }
    });
  }
});

describe('the sort kernel', () => {
  for (const dtype of ['float32', 'float64', 'int32', 'uint8', 'bool'] as const) {
    it(`orders ${dtype} operands along any axis, stably, both ways`, () => {
      for (const shape of [...oddShapes.filter((each) => each.length > 0), [129], [300, 2]]) {
        for (let axis = 0; axis < shape.length; axis++) {
          for (const arrangement of arrangements) {
            for (const descending of [false, true]) {
              // Few different values, so that the order of equals shows.
              const pick = someValues(dtype, 9);
              const x = operand(dtype, shape, (i) => Math.trunc(pick(i)) % 7, arrangement);
              const out = output(dtype, shape);
              const places = output('int32', shape);
              kernels.sort('sort', [x], [out, places], { axis, descending });
              const values = read(x);
              const expectedValues = new Array<number>(values.length);
              const expectedPlaces = new Array<number>(values.length);
              for (const start of coordinates(shape).filter((at) => at[axis] === 0)) {
                const line = Array.from({ length: shape[axis]! }, (_, j) =>
                  flat(shape, replaced(start, axis, j)),
                );
                const order = line.map((_, j) => j);
                order.sort((p, q) => (values[line[p]!]! - values[line[q]!]!) * (descending ? -1 : 1));
                order.forEach((from, j) => {
                  expectedValues[line[j]!] = values[line[from]!]!;
                  expectedPlaces[line[j]!] = from;
                });
              }
              expect(read(out)).toEqual(expectedValues);
              expect(read(places)).toEqual(expectedPlaces);
            }
          }
        }
      }
    });
  }

  function sort(values: readonly number[], descending: boolean): [number[], number[]] {
    const out = output('float32', [values.length]);
    const places = output('int32', [values.length]);
    kernels.sort('sort', [list('float32', values)], [out, places], { axis: 0, descending });
    return [read(out), read(places)];
  }

  it('puts NaN last ascending and first descending, in their own order', () => {
    expect(sort([nan, 2, nan, -1], false)).toEqual([
      [-1, 2, nan, nan],
      [3, 1, 0, 2],
    ]);
    expect(sort([3, nan, 5, nan], true)).toEqual([
      [nan, nan, 5, 3],
      [1, 3, 2, 0],
    ]);
  });

  it('keeps NaN in place through merges of long lines', () => {
    const values = Array.from({ length: 100 }, (_, i) => (i % 10 === 3 ? nan : -i));
    const [sorted, places] = sort(values, false);
    expect(sorted.slice(90)).toEqual(Array.from({ length: 10 }, () => nan));
    expect(places.slice(90)).toEqual([3, 13, 23, 33, 43, 53, 63, 73, 83, 93]);
    expect(places.slice(0, 3)).toEqual([99, 98, 97]);
  });

  it('finds -0 equal to 0 and hands both on as they are', () => {
    expect(sort([0, -0, -1], false)).toEqual([
      [-1, 0, -0],
      [2, 0, 1],
    ]);
    expect(sort([0, -0, 1], true)).toEqual([
      [1, 0, -0],
      [2, 0, 1],
    ]);
  });
});

describe('fused softmax', () => {
  const { softmax, logSoftmax } = backend.fused!;
  for (const dtype of ['float32', 'float64'] as const) {
    it(`equals its definition along any axis of ${dtype} operands`, () => {
      for (const shape of oddShapes.filter((each) => each.length > 0)) {
        for (let axis = 0; axis < shape.length; axis++) {
          for (const arrangement of arrangements) {
            const x = operand(dtype, shape, someValues(dtype, 5), arrangement);
            const values = read(x);
            const expected = coordinates(shape).map((at) => {
              let sum = 0;
              for (let j = 0; j < shape[axis]!; j++)
                sum += Math.exp(values[flat(shape, replaced(at, axis, j))]!);
              return Math.exp(values[flat(shape, at)]!) / sum;
            });
            const out = output(dtype, shape);
            softmax!([x], [out], { axis });
            expectClose(read(out), expected, 1e-6);
            logSoftmax!([x], [out], { axis });
            expectClose(read(out), expected.map(Math.log), 1e-6);
          }
        }
      }
    });
  }

  it('does not overflow', () => {
    const x = new Array<number>(2).fill(1e4);
    const out = output('float32', [2]);
    softmax!([list('float32', x)], [out], { axis: 0 });
    expect(read(out)).toEqual([0.5, 0.5]);
    logSoftmax!([list('float32', [1e4, 0])], [out], { axis: 0 });
    expect(read(out)).toEqual([0, -1e4]);
    logSoftmax!([list('float32', [1e38, 1e38])], [out], { axis: 0 });
    expectClose(read(out), [-Math.LN2, -Math.LN2], 1e-6);
  });

  it('reads a strided line of a larger buffer', () => {
    const x = operand('float32', [3, 4], (i) => i);
    const column = { ...x, layout: new Layout([3], [4], 1) };
    const out = output('float32', [3]);
    logSoftmax!([column], [out], { axis: 0 });
    const sum = Math.exp(1) + Math.exp(5) + Math.exp(9);
    expectClose(
      read(out),
      [1, 5, 9].map((value) => value - Math.log(sum)),
      1e-6,
    );
  });
});
