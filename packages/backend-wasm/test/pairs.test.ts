// Functions of two float32 numbers: powers and angles to the last digits, division exactly.

import { createWasmBackendSync } from '@cambium/backend-wasm';
import { describe, expect, it } from 'vitest';
import { stream, ulps, zipFloat32 } from './support.ts';

const backend = createWasmBackendSync();
const count = 200_001;

/** Random bits: all signs and exponents, infinities and NaN among them. */
function anyNumbers(seed: number): Float32Array {
  const random = stream(seed);
  return new Float32Array(Int32Array.from({ length: count }, () => random() * 2 ** 32).buffer);
}

function between(low: number, high: number, seed: number): Float32Array {
  const random = stream(seed);
  return Float32Array.from({ length: count }, () => low + random() * (high - low));
}

const specials = [0, -0, 1, -1, 0.5, -0.5, 2, -2, 3, -3, 1e-45, -1e-45, 3.4e38, -3.4e38, 16777217, 33554434];
const edges = [...specials, Infinity, -Infinity, Number.NaN];
const [left, right] = [edges.flatMap((a) => edges.map(() => a)), edges.flatMap(() => edges)].map((list) =>
  Float32Array.from(list),
) as [Float32Array, Float32Array];

/** Pairs of every kind, and such as the op is used on. */
const pairs: readonly (readonly [Float32Array, Float32Array])[] = [
  [left, right],
  [anyNumbers(1), anyNumbers(2)],
  [between(0, 20, 3), between(-8, 8, 4)],
  [between(-1000, 1000, 5), between(-3, 3, 6)],
  [anyNumbers(7), between(-4, 4, 8)],
];

describe('float32 functions of two numbers', () => {
  it.each(['pow', 'atan2'] as const)('%s stays within 0.51 ulp', (op) => {
    for (const [a, b] of pairs) {
      const actual = zipFloat32(op, a, b, backend);
      let worst = 0;
      let at = 0;
      for (let i = 0; i < a.length; i++) {
        const isOne = op === 'pow' && (a[i] === 1 || (a[i] === -1 && Math.abs(b[i]!) === Infinity));
        const exact = op === 'atan2' ? Math.atan2(a[i]!, b[i]!) : isOne ? 1 : a[i]! ** b[i]!;
        const error = ulps(actual[i]!, exact);
        if (error > worst) [worst, at] = [error, i];
      }
      expect(worst, `the error of ${op}(${a[at]}, ${b[at]})`).toBeLessThanOrEqual(0.51);
    }
  });

  it.each(['floorDiv', 'mod'] as const)('%s gives the bits of the reference', (op) => {
    for (const [a, b] of pairs) {
      const expected = zipFloat32(op, a, b);
      const differs = zipFloat32(op, a, b, backend).findIndex((value, i) => !Object.is(value, expected[i]));
      expect(differs, `${op}(${a[differs]}, ${b[differs]})`).toBe(-1);
    }
  });

  it.each(['pow', 'atan2', 'floorDiv', 'mod'] as const)('%s does not depend on the neighbours', (op) => {
    const together = zipFloat32(op, left, right, backend);
    const alone = left.map((a, i) => zipFloat32(op, Float32Array.of(a), right.slice(i, i + 1), backend)[0]!);
    expect(together).toEqual(alone);
  });
});
