// How far the polynomials are from the truth, over all magnitudes, in units of the last place.

import { createWasmBackendSync } from '@cambium/backend-wasm';
import type { AttrsOf, OpsOf } from '@cambium/tensor/backend';
import { describe, expect, it } from 'vitest';
import { mapExactly, mapFloat32, ulps } from './support.ts';

const backend = createWasmBackendSync();

/** Largest errors in ulp: measured, and rounded up. */
const bounds: { readonly [N in OpsOf<'unary'>]?: number } = {
  exp: 1,
  expm1: 1.6,
  log: 0.8,
  log1p: 0.8,
  log2: 1.7,
  log10: 1.8,
  tanh: 2.5,
  sigmoid: 2.1,
  softplus: 1.6,
  elu: 1.6,
  erf: 1.1,
  erfc: 1.8,
  sin: 0.51,
  cos: 0.51,
  tan: 0.51,
  asin: 0.51,
  acos: 0.51,
  atan: 0.51,
  sinh: 0.51,
  cosh: 0.51,
  asinh: 0.51,
  acosh: 0.51,
  atanh: 0.51,
  erfInv: 0.51,
  sqrt: 0.5,
  rsqrt: 1.5,
  reciprocal: 0.5,
};
const ops = Object.keys(bounds) as (keyof typeof bounds)[];
const attrs: AttrsOf<OpsOf<'unary'>> = { alpha: 1 };

/** Every `step`-th float32, by its bits: all signs, exponents, infinities and NaN among them. */
function spread(step: number): Float32Array {
  return new Float32Array(Int32Array.from({ length: Math.floor(2 ** 32 / step) }, (_, i) => i * step).buffer);
}

describe('float32 functions', () => {
  it.each(ops)('%s stays within its bound in ulp', (op) => {
    const x = spread(16_363);
    const actual = mapFloat32(backend, op, x, attrs);
    const exact = mapExactly(op, x, attrs);
    let worst = 0;
    let at = 0;
    for (let i = 0; i < x.length; i++) {
      const error = ulps(actual[i]!, exact[i]!);
      if (error > worst) [worst, at] = [error, x[i]!];
    }
    expect(worst, `the error of ${op}(${at})`).toBeLessThanOrEqual(bounds[op]!);
  });

  it.each(ops)('%s is exact at zeros, infinities and NaN', (op) => {
    // Once among numbers that take the quick way, once among those that do not.
    for (const company of [1, 1e30]) {
      for (const special of [0, -0, Infinity, -Infinity, Number.NaN]) {
        const x = Float32Array.from([company, company, special, company, company]);
        const [, , actual] = mapFloat32(backend, op, x, attrs);
        const [, , expected] = mapExactly(op, x, attrs);
        expect(actual, `${op}(${special})`).toBe(Math.fround(expected!));
      }
    }
  });

  it('gives the same bits wherever an element stands', () => {
    const values = Float32Array.from({ length: 37 }, (_, i) => (i - 18) * 0.37);
    for (const op of ops) {
      const together = mapFloat32(backend, op, values, attrs);
      const alone = values.map((value) => mapFloat32(backend, op, Float32Array.of(value), attrs)[0]!);
      expect(together, op).toEqual(alone);
    }
  });
});
