// Long sums along the first axis are sums of chunks, and one of their results: those of the CPU backend in double
// precision, also where rows are left over behind the last chunk, and with the same bits on any number of threads.

import { createCpuBackend } from '@cambium/backend-cpu';
import { createWasmBackend } from '@cambium/backend-wasm';
import { type Backend, fromTypedArray, sum, withBackend } from '@cambium/tensor';
import { expect, it } from 'vitest';
import { stream } from './support.ts';

function summed(backend: Backend, values: Float32Array | Float64Array, shape: number[]): number[] {
  return withBackend(backend, () => [...(sum(fromTypedArray(values, shape), 0).dataSync() as Float32Array)]);
}

function numbers(shape: number[]): Float32Array {
  const random = stream(7);
  return Float32Array.from({ length: shape.reduce((a, b) => a * b) }, () => 2 * random() - 1);
}

const shapes = [[25_000, 6], [25_001, 6], [512, 300], [67, 2000], [63, 2100], [140_000], [131_073]];

it.each(shapes.map((shape) => [shape.join(' × '), shape] as const))('sums %s', async (_name, shape) => {
  const values = numbers(shape);
  values[values.length - 1] = 5; // in what is left over, and larger than all others
  const expected = summed(createCpuBackend(), Float64Array.from(values), shape);
  const alone = summed(await createWasmBackend({ threads: 1 }), values, shape);
  for (let i = 0; i < expected.length; i++) {
    expect(Math.abs(alone[i]! - expected[i]!)).toBeLessThan(5e-5);
  }
  for (const threads of [2, 3]) {
    const backend = await createWasmBackend({ threads });
    expect(summed(backend, values, shape)).toEqual(alone);
    backend.dispose();
  }
});
