// Datasets made of one other: some of its samples, runs of them, or all of them kept.

import { TensorError } from '@cambium/tensor';
import { type Dataset, isPromise, Subset } from './dataset.ts';
import { checkCount, countTo } from './host-random.ts';

/**
 * The samples for which `isWanted` holds. Reads every sample once, to count them.
 *
 * @example
 * ```ts
 * const ones = await filterDataset(dataset, ({ y }) => y.data[0] === 1);
 * ones.length;   // 8
 * ```
 */
export async function filterDataset<T>(
  dataset: Dataset<T>,
  isWanted: (sample: T, index: number) => boolean | Promise<boolean>,
): Promise<Subset<T>> {
  const wanted: number[] = [];
  for (let i = 0; i < dataset.length; i++) if (await isWanted(await dataset.get(i), i)) wanted.push(i);
  return new Subset(dataset, wanted);
}

/**
 * At most the first `count` samples.
 *
 * @example
 * ```ts
 * takeDataset(dataset, 5).length;   // 5
 * ```
 */
export function takeDataset<T>(dataset: Dataset<T>, count: number): Subset<T> {
  checkCount('takeDataset', 'count', count);
  return new Subset(dataset, countTo(Math.min(count, dataset.length)));
}

/**
 * All but the first `count` samples.
 *
 * @example
 * ```ts
 * skipDataset(dataset, 5).length;   // 19
 * ```
 */
export function skipDataset<T>(dataset: Dataset<T>, count: number): Subset<T> {
  checkCount('skipDataset', 'count', count);
  return new Subset(dataset, countTo(dataset.length).slice(count));
}

/**
 * Part `index` of `count`: every `count`-th sample, so that several processes share a dataset.
 *
 * @throws TensorError `index` if there is no such part
 * @example
 * ```ts
 * shardDataset(dataset, 4, 0).length;   // 6
 * ```
 */
export function shardDataset<T>(dataset: Dataset<T>, count: number, index: number): Subset<T> {
  checkCount('shardDataset', 'count', count);
  checkCount('shardDataset', 'index', index);
  if (index >= count) {
    const reason = `there is no part ${index} of ${count}: parts are counted from 0.`;
    throw new TensorError('shardDataset', 'index', reason);
  }
  return new Subset(
    dataset,
    countTo(dataset.length).filter((sample) => sample % count === index),
  );
}

/**
 * The dataset `count` times, one after the other.
 *
 * @example
 * ```ts
 * repeatDataset(dataset, 3).length;   // 72
 * ```
 */
export function repeatDataset<T>(dataset: Dataset<T>, count: number): Subset<T> {
  checkCount('repeatDataset', 'count', count);
  return new Subset(
    dataset,
    countTo(dataset.length * count).map((sample) => sample % dataset.length),
  );
}

/**
 * Whole runs of `size` neighbours, each beginning `stride` after the one before: for series, whose past predicts what follows.
 *
 * @throws TensorError `value` unless size and stride are integers ≥ 1
 * @example
 * ```ts
 * const days = { length: 5, get: (day: number) => day };
 * const runs = windowDataset(days, 3);
 * runs.length;          // 3
 * await runs.get(1);    // [1, 2, 3]
 * ```
 */
export function windowDataset<T>(
  dataset: Dataset<T>,
  size: number,
  { stride = 1 }: { readonly stride?: number } = {},
): Dataset<readonly T[]> {
  for (const [what, number] of Object.entries({ size, stride })) {
    if (Number.isSafeInteger(number) && number >= 1) continue;
    throw new TensorError('windowDataset', 'value', `${what} is an integer ≥ 1, got ${String(number)}.`);
  }
  const starts = dataset.length - size + 1;
  return {
    length: Math.max(0, Math.ceil(starts / stride)),
    get(index) {
      const samples = Array.from({ length: size }, (_, i) => dataset.get(index * stride + i));
      return samples.some(isPromise) ? Promise.all(samples) : (samples as readonly T[]);
    },
  };
}

/**
 * Keeps each sample in memory once it was read. What a transform of `mapDataset` draws at random before it stays as it was.
 *
 * @example
 * ```ts
 * let reads = 0;
 * const slow = { length: 3, get: (x: number) => { reads++; return { x }; } };
 * const kept = cacheDataset(slow);
 * for (const i of [0, 1, 0, 0]) await kept.get(i);
 * [reads];   // [2]
 * ```
 */
export function cacheDataset<T>(dataset: Dataset<T>): Dataset<T> {
  const kept = new Map<number, T | Promise<T>>();
  return {
    length: dataset.length,
    get(index) {
      if (kept.has(index)) return kept.get(index) as T | Promise<T>;
      const sample = dataset.get(index);
      kept.set(index, sample);
      // What failed may be tried again.
      if (isPromise(sample)) sample.catch(() => kept.delete(index));
      return sample;
    },
  };
}
