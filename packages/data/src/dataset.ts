// What a loader reads from: samples by number, or samples one after the other.

import { type Tensor, TensorError } from '@cambium/tensor';
import { describe, type HostArray } from './host-array.ts';

/** One array for each field, the samples along the first dimension. */
export type HostBatch<T> = Readonly<Record<keyof T, HostArray>>;

/** One tensor for each field, the samples along the first dimension. */
export type Batch<T> = Readonly<Record<keyof T, Tensor>>;

/**
 * Samples by number. A sample is an object of named fields, for example `{ x, y }`; a field is a number, nested numbers,
 * a typed array, `{ data, shape }` or a tensor.
 *
 * @example
 * ```ts
 * const squares: Dataset<{ x: number; y: number }> = { length: 100, get: (i) => ({ x: i, y: i * i }) };
 * const files: Dataset<{ x: HostArray }> = { length: paths.length, get: async (i) => ({ x: await readImage(paths[i]) }) };
 * ```
 */
export interface Dataset<T> {
  /** Number of samples. */
  readonly length: number;
  /** The sample with a number from 0 to `length` − 1. */
  get(index: number): T | Promise<T>;
  /** Several samples at once, where the dataset has a faster way than one by one. */
  readonly getBatch?: ((indices: Int32Array) => HostBatch<T> | Promise<HostBatch<T>>) | undefined;
}

/**
 * Samples in an order of their own, such as the lines of a stream. Each loop over it starts again from the first.
 *
 * @example
 * ```ts
 * const counting: IterableDataset<{ x: number }> = {
 *   *[Symbol.iterator]() { for (let i = 0; i < 1000; i++) yield { x: i }; },
 * };
 * ```
 */
export type IterableDataset<T> = AsyncIterable<T> | Iterable<T>;

/**
 * Samples in an order of their own that follows from seed and epoch. A loader asks it for the epoch that is due, so that a
 * resumed run sees what the interrupted one would have seen; `Stream` is one.
 */
export interface EpochDataset<T> extends AsyncIterable<T> {
  /** The samples of an epoch, the same whenever it is called with these numbers. */
  epoch(epoch: number, seed: number): AsyncIterable<T>;
}

/**
 * A dataset whose samples are those of another, changed by `fn` when they are read.
 *
 * @param fn gets the sample and its number; may be async
 * @example
 * ```ts
 * const scaled = mapDataset(dataset, ({ x, y }) => ({ x: x / 255, y }));
 * ```
 */
export function mapDataset<T, U>(
  dataset: Dataset<T>,
  fn: (sample: T, index: number) => U | Promise<U>,
): Dataset<U> {
  return {
    length: dataset.length,
    get(index) {
      const sample = dataset.get(index);
      return isPromise(sample) ? sample.then((ready) => fn(ready, index)) : fn(sample, index);
    },
  };
}

/**
 * Some samples of a dataset, by number and in any order, without copying them.
 *
 * @example
 * ```ts
 * new Subset(dataset, [4, 2]).get(0);   // dataset.get(4)
 * ```
 */
export class Subset<T> implements Dataset<T> {
  readonly length: number;
  /** The dataset that the samples are taken from. */
  readonly dataset: Dataset<T>;
  /** The number there of each sample here. */
  readonly indices: Int32Array;
  readonly getBatch: Dataset<T>['getBatch'];

  /** @throws TensorError `index` if the dataset lacks one of the samples */
  constructor(dataset: Dataset<T>, indices: ArrayLike<number>) {
    this.dataset = dataset;
    this.indices = checkIndices('Subset', indices, dataset.length);
    this.length = this.indices.length;
    if (dataset.getBatch !== undefined) this.getBatch = (rows) => dataset.getBatch!(this.#translate(rows));
  }

  get(index: number): T | Promise<T> {
    return this.dataset.get(this.#translate([index])[0]!);
  }

  #translate(rows: ArrayLike<number>): Int32Array {
    return checkIndices('Subset', rows, this.length).map((row) => this.indices[row]!);
  }
}

/** Whether an iterable has an order for each epoch. */
export function isEpochDataset<T>(dataset: IterableDataset<T>): dataset is EpochDataset<T> {
  return 'epoch' in dataset && typeof dataset.epoch === 'function';
}

/** The numbers as an Int32Array; refuses any that is not the number of one of `length` samples. */
export function checkIndices(op: string, indices: ArrayLike<number>, length: number): Int32Array {
  const checked = new Int32Array(indices.length);
  for (let i = 0; i < indices.length; i++) {
    const index = indices[i]!;
    if (!Number.isInteger(index) || index < 0 || index >= length) throw indexError(op, index, length);
    checked[i] = index;
  }
  return checked;
}

/** The error for a sample that is not there. */
export function indexError(op: string, index: unknown, length: number): TensorError {
  const got = typeof index === 'number' ? index : describe(index);
  const range = length === 0 ? 'the dataset is empty' : `samples are numbered 0 to ${length - 1}`;
  return new TensorError(op, 'index', `there is no sample ${got}: ${range}.`);
}

/** Whether a value has to be awaited. */
export function isPromise<T>(value: T | Promise<T>): value is Promise<T> {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function';
}
