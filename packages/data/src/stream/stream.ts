// Streams of samples, built stage by stage; nothing is read before a loop asks for it.

import { currentSeed, TensorError } from '@cambium/tensor';
import type { SampleContext } from '../batch-source.ts';
import type { Dataset, HostBatch, IterableDataset } from '../dataset.ts';
import { describe } from '../host-array.ts';
import { checkCount, checkSeed } from '../host-random.ts';
import { type PaddingOptions, paddedCollate } from '../pad.ts';
import { Restart } from '../restart.ts';
import type { WorkerTransform } from '../workers/worker-transform.ts';
import { type BatchOptions, type BucketOptions, batched, bucketed, checkBuckets } from './batches.ts';
import { readAhead, StreamCache } from './buffers.ts';
import { chained, repeated, type Zipped, zipped } from './joins.ts';
import { inParallel } from './parallel-map.ts';
import { Pass } from './pass.ts';
import { checkSize, filtered, mapped, ranged, sharded, shuffled, windowed } from './stages.ts';

/**
 * An iterable dataset with stages: each method gives a new stream and leaves this one as it was. A loop over a stream reads
 * one sample after the other; all it draws at random follows from seed and epoch, so that a pass can be repeated to the
 * same bits. A `DataLoader` over a stream gives it both, and resumes in mid-epoch by passing over what was handed out.
 *
 * @see TensorFlow `tf.data.Dataset`, whose stages these are
 * @example
 * ```ts
 * const numbers = Stream.from({ length: 100, get: (x: number) => ({ x }) });
 * const stream = numbers.filter(({ x }) => x % 2 === 0).map(({ x }) => ({ x: x / 2 })).shuffle(10).take(8);
 * for await (const { x } of new DataLoader(stream, { batchSize: 4, seed: 1 })) x.toArray();
 * ```
 */
export class Stream<T> implements AsyncIterable<T> {
  readonly #open: (pass: Pass) => AsyncIterable<T>;

  /** @internal Use {@link Stream.from}. */
  constructor(open: (pass: Pass) => AsyncIterable<T>) {
    this.#open = open;
  }

  /** The samples of an iterable, or of a dataset in the order of their numbers. */
  static from<T>(source: IterableDataset<T> | Dataset<T>): Stream<T> {
    if (source instanceof Stream) return source;
    if (typeof source === 'object' && source !== null) {
      if (Symbol.asyncIterator in source || Symbol.iterator in source) {
        const restart = new Restart('Stream', source);
        return new Stream(() => ofIterator(() => restart.start()));
      }
      if ('get' in source && 'length' in source) return new Stream(() => ofDataset(source));
    }
    const hint = 'Give an iterable, or a dataset with length and get(i)';
    throw new TensorError('Stream.from', 'value', `there are no samples in ${describe(source)}. ${hint}.`);
  }

  /** One sample of each stream side by side, until the first ends. */
  static zip<const Streams extends readonly Stream<unknown>[]>(...streams: Streams): Stream<Zipped<Streams>> {
    if (streams.length === 0) throw new TensorError('Stream.zip', 'value', 'there are no streams to zip.');
    return new Stream((pass) => zipped(streams, pass) as AsyncIterable<Zipped<Streams>>);
  }

  /** The samples of an epoch. */
  epoch(epoch: number, seed: number): AsyncIterable<T> {
    checkCount('Stream', 'epoch', epoch);
    checkSeed('Stream', seed);
    return this.open(new Pass(epoch, seed));
  }

  /** @internal The samples of a pass, for the stage behind. */
  open(pass: Pass): AsyncIterable<T> {
    return this.#open(pass);
  }

  /** The samples of epoch 0 under the seed given to `seed(n)`. */
  [Symbol.asyncIterator](): AsyncIterator<T> {
    return this.epoch(0, currentSeed())[Symbol.asyncIterator]();
  }

  /** Another sample for each sample; `fn` may be async, and gets random numbers of its own for each sample. */
  map<U>(fn: (sample: T, context: SampleContext) => U | Promise<U>): Stream<U> {
    return new Stream((pass) => mapped(this.open(pass.before()), fn, pass));
  }

  /** The samples for which `isWanted` holds. */
  filter(isWanted: (sample: T, index: number) => boolean | Promise<boolean>): Stream<T> {
    return new Stream((pass) => filtered(this.open(pass), isWanted));
  }

  /** At most the first `count` samples. */
  take(count: number): Stream<T> {
    checkCount('Stream.take', 'count', count);
    return new Stream((pass) => ranged(this.open(pass), 0, count));
  }

  /** All but the first `count` samples. */
  skip(count: number): Stream<T> {
    checkCount('Stream.skip', 'count', count);
    return new Stream((pass) => ranged(this.open(pass), count, Infinity));
  }

  /** Part `index` of `count`: every `count`-th sample. The parts together are the whole; put it before `shuffle`. */
  shard(count: number, index: number): Stream<T> {
    checkSize('Stream.shard', 'count', count);
    checkCount('Stream.shard', 'index', index);
    if (index >= count) {
      throw new TensorError('Stream.shard', 'index', `there is no part ${index} of ${count}: count from 0.`);
    }
    return new Stream((pass) => sharded(this.open(pass), count, index));
  }

  /** Whole runs of `size` samples; each begins `stride` after the one before, 1 unless given. */
  window(size: number, { stride = 1 }: { readonly stride?: number } = {}): Stream<readonly T[]> {
    checkSize('Stream.window', 'size', size);
    checkSize('Stream.window', 'stride', stride);
    return new Stream((pass) => windowed(this.open(pass), size, stride));
  }

  /**
   * Random order within reach of a buffer of `size` samples, another one for each epoch. Every sample comes once; the order is
   * as random as that of a whole shuffle only if the buffer holds the whole.
   */
  shuffle(size: number): Stream<T> {
    checkSize('Stream.shuffle', 'size', size);
    return new Stream((pass) => shuffled(this.open(pass.before()), size, pass));
  }

  /** The stream `count` times, without end unless given. A shuffle before it has another order each time. */
  repeat(count: number = Infinity): Stream<T> {
    if (count !== Infinity) checkCount('Stream.repeat', 'count', count);
    return new Stream((pass) => repeated(this, count, pass));
  }

  /** This stream, then the others. */
  concat(...others: readonly Stream<T>[]): Stream<T> {
    return new Stream((pass) => chained([this, ...others], pass));
  }

  /**
   * Keeps the samples of the first complete loop in memory, for all loops that follow. What is drawn at random before it stays
   * as it was in epoch 0: put shuffles and augmentations behind it.
   */
  cache(): Stream<T> {
    const cache = new StreamCache(this);
    return new Stream((pass) => cache.open(pass));
  }

  /** Asks for `count` samples before they are wanted, so that reading goes on while others work. */
  prefetch(count: number): Stream<T> {
    checkCount('Stream.prefetch', 'count', count);
    return new Stream((pass) => readAhead(this.open(pass), count));
  }

  /**
   * Transforms samples in worker threads, `chunk` of them at a time; they come back in their order, and are the same for any
   * number of threads. An error names the sample and the transform.
   */
  parallelMap<S extends object, U extends object>(
    this: Stream<S>,
    workers: WorkerTransform<S, U>,
    { chunk = 16 }: { readonly chunk?: number } = {},
  ): Stream<U> {
    checkSize('Stream.parallelMap', 'chunk', chunk);
    return new Stream((pass) => inParallel(this.open(pass.before()), workers, chunk, pass));
  }

  /** Batches of `size` samples, stacked field by field; for a loader with `batchSize: null`. */
  batch<S extends object>(this: Stream<S>, size: number, options: BatchOptions = {}): Stream<HostBatch<S>> {
    checkSize('Stream.batch', 'size', size);
    return new Stream((pass) => batched(this.open(pass), size, options));
  }

  /** Batches of `size` samples that may differ in length: the shorter are filled up, see {@link paddedCollate}. */
  paddedBatch<S extends object>(
    this: Stream<S>,
    size: number,
    options: BatchOptions & PaddingOptions<keyof S> = {},
  ): Stream<HostBatch<S>> {
    checkSize('Stream.paddedBatch', 'size', size);
    return new Stream((pass) => batched(this.open(pass), size, options, paddedCollate<keyof S>(options)));
  }

  /** Padded batches of samples of similar length, so that little is filled up. Short ones need not wait for long ones. */
  bucketedBatch<S extends object>(this: Stream<S>, options: BucketOptions<S>): Stream<HostBatch<S>> {
    checkBuckets(options);
    return new Stream((pass) => bucketed(this.open(pass), options));
  }
}

async function* ofIterator<T>(start: () => Iterator<T> | AsyncIterator<T>): AsyncGenerator<T, void, void> {
  // `await` takes the answers of both kinds.
  const iterable = { [Symbol.asyncIterator]: () => start() as AsyncIterator<T> };
  for await (const sample of iterable) yield sample;
}

async function* ofDataset<T>(dataset: Dataset<T>): AsyncGenerator<T, void, void> {
  for (let i = 0; i < dataset.length; i++) yield await dataset.get(i);
}
