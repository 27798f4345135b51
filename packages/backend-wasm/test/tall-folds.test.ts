// Long folds along the first axis are folds of chunks, and one of their results: those of the CPU backend in double
// precision, also where rows are left over behind the last chunk, and with the same bits on any number of threads.

import { createCpuBackend } from '@cambium/backend-cpu';
import { createWasmBackend } from '@cambium/backend-wasm';
import { type Backend, fromTypedArray, max, min, sum, type Tensor, withBackend } from '@cambium/tensor';
import { expect, it } from 'vitest';
import { stream } from './support.ts';

type Fold = (x: Tensor, axis: number) => Tensor;

function folded(
  backend: Backend,
  fold: Fold,
  values: Float32Array | Float64Array,
  shape: number[],
): number[] {
  return withBackend(backend, () => [...(fold(fromTypedArray(values, shape), 0).dataSync() as Float32Array)]);
}

function numbers(shape: number[]): Float32Array {
  const random = stream(7);
  return Float32Array.from({ length: shape.reduce((a, b) => a * b) }, () => 2 * random() - 1);
}

const shapes = [[25_000, 6], [25_001, 6], [512, 300], [67, 2000], [63, 2100], [140_000], [131_073]];

it.each(shapes.map((shape) => [shape.join(' × '), shape] as const))('folds %s', async (_name, shape) => {
  const values = numbers(shape);
  const last = values.length - 1;
  values[last] = 5; // in what is left over, and larger than all others
  for (const [fold, tolerance] of [
    [sum, 2e-3],
    [max, 0],
    [min, 0],
  ] as const) {
    const expected = folded(createCpuBackend(), fold, Float64Array.from(values), shape);
    const alone = folded(await createWasmBackend({ threads: 1 }), fold, values, shape);
    for (let i = 0; i < expected.length; i++) {
      expect(Math.abs(alone[i]! - expected[i]!)).toBeLessThanOrEqual(tolerance);
    }
    for (const threads of [2, 3]) {
      const backend = await createWasmBackend({ threads });
      expect(folded(backend, fold, values, shape)).toEqual(alone);
      backend.dispose();
    }
  }
});

it('keeps a NaN of the last row', async () => {
  const values = numbers([25_001, 6]);
  values[values.length - 1] = Number.NaN;
  const backend = await createWasmBackend({ threads: 2 });
  for (const fold of [sum, max, min]) {
    const result = folded(backend, fold, values, [25_001, 6]);
    expect(result.map(Number.isNaN)).toEqual([false, false, false, false, false, true]);
  }
  backend.dispose();
});
