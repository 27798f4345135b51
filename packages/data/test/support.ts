// Shared by the tests: catching refusals, and making small datasets.

import { TensorError } from '@cambium/tensor';

/** The TensorError that `fn` throws, or rejects with. */
export async function refusal(fn: () => unknown): Promise<TensorError> {
  try {
    await fn();
  } catch (error) {
    if (error instanceof TensorError) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}

/** A dataset of `{ x: i }`, sample by sample. */
export function counting(length: number): { readonly length: number; get(i: number): { x: number } } {
  return { length, get: (i) => ({ x: i }) };
}

/** The x of all batches of one loop. */
export async function epochOf(
  loader: AsyncIterable<{ readonly x: { toArray(): unknown } }>,
): Promise<number[][]> {
  const batches: number[][] = [];
  for await (const { x } of loader) batches.push(x.toArray() as number[]);
  return batches;
}
