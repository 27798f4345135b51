// Stages that put samples together to batches.

import { TensorError } from '@cambium/tensor';
import { collate } from '../collate.ts';
import type { HostBatch } from '../dataset.ts';
import { type PaddingOptions, paddedCollate } from '../pad.ts';

/** Options of `Stream.batch`. */
export interface BatchOptions {
  /** Leaves out a last batch that is smaller than the others. */
  readonly dropLast?: boolean;
}

/** Options of `Stream.bucketedBatch`. */
export interface BucketOptions<T extends object> extends BatchOptions, PaddingOptions<keyof T> {
  /** The length of a sample. */
  readonly length: (sample: T) => number;
  /** Where one bucket ends and the next begins, ascending: a sample is in the first whose boundary is not below its length. */
  readonly boundaries: readonly number[];
  /** Samples in a batch: one number, or one for each bucket; there is one bucket more than boundaries. */
  readonly batchSize: number | readonly number[];
}

/** Batches of samples that follow each other. */
export async function* batched<T extends object>(
  samples: AsyncIterable<T>,
  size: number,
  { dropLast = false }: BatchOptions,
  stack: (samples: readonly T[], indices: readonly number[]) => HostBatch<T> = collate,
): AsyncGenerator<HostBatch<T>, void, void> {
  let held: T[] = [];
  let first = 0;
  const indices = (): number[] => held.map((_, i) => first + i);
  for await (const sample of samples) {
    held.push(sample);
    if (held.length < size) continue;
    yield stack(held, indices());
    first += size;
    held = [];
  }
  if (held.length > 0 && !dropLast) yield stack(held, indices());
}

/** Padded batches of samples of similar length. */
export async function* bucketed<T extends object>(
  samples: AsyncIterable<T>,
  { length, boundaries, dropLast = false, ...options }: BucketOptions<T>,
): AsyncGenerator<HostBatch<T>, void, void> {
  const sizes = sizesOf(options.batchSize, boundaries.length + 1);
  const stack = paddedCollate<keyof T>(options);
  const buckets = sizes.map(() => ({ held: [] as T[], indices: [] as number[] }));
  let index = 0;
  for await (const sample of samples) {
    const bucket = bucketOf(length(sample), boundaries, index);
    const { held, indices } = buckets[bucket]!;
    held.push(sample);
    indices.push(index++);
    if (held.length < sizes[bucket]!) continue;
    yield stack(held, indices);
    buckets[bucket] = { held: [], indices: [] };
  }
  if (dropLast) return;
  for (const { held, indices } of buckets) if (held.length > 0) yield stack(held, indices);
}

function bucketOf(length: number, boundaries: readonly number[], index: number): number {
  if (typeof length !== 'number' || Number.isNaN(length))
    throw refuse(`the length of sample ${index} is ${String(length)}, not a number.`);
  const bucket = boundaries.findIndex((boundary) => length <= boundary);
  return bucket < 0 ? boundaries.length : bucket;
}

/** Refuses boundaries and sizes that do not fit together. */
export function checkBuckets<T extends object>({ boundaries, batchSize }: BucketOptions<T>): void {
  const isAscending = boundaries.every((each, i) => i === 0 || each > boundaries[i - 1]!);
  if (!isAscending) throw refuse(`boundaries are in ascending order, got [${boundaries.join(', ')}].`);
  const sizes = sizesOf(batchSize, boundaries.length + 1);
  if (sizes.length !== boundaries.length + 1) {
    const expected = `${boundaries.length} boundaries make ${boundaries.length + 1} buckets`;
    throw refuse(`batchSize has ${sizes.length} numbers: ${expected}.`);
  }
  const odd = sizes.find((size) => !Number.isSafeInteger(size) || size < 1);
  if (odd !== undefined) throw refuse(`batchSize is an integer ≥ 1, got ${odd}.`);
}

function sizesOf(batchSize: number | readonly number[], buckets: number): readonly number[] {
  return typeof batchSize === 'number' ? Array.from({ length: buckets }, () => batchSize) : batchSize;
}

function refuse(reason: string): TensorError {
  return new TensorError('Stream.bucketedBatch', 'value', reason);
}
