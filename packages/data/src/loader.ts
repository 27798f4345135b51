// The loader: hands out batches as tensors, frees them at the next turn, and knows where it stands.

import { openRegion, TensorError } from '@cambium/tensor';
import {
  type BatchSource,
  type BatchStream,
  IndexedSource,
  IterableSource,
  type Recipe,
  type SampleContext,
} from './batch-source.ts';
import { collate as stackSamples } from './collate.ts';
import type { Batch, Dataset, HostBatch, IterableDataset } from './dataset.ts';
import { checkCount, checkSeed } from './host-random.ts';
import { checkLoaderState, type LoaderState } from './loader-state.ts';
import { breathe } from './macrotask.ts';
import { RandomSampler, type Sampler, SequentialSampler } from './sampler.ts';
import { toBatch } from './to-tensor.ts';

/** Options of a {@link DataLoader}. */
export interface LoaderOptions<Item, Sample = Item, Batched = Sample> {
  /** Samples in a batch. */
  readonly batchSize: number;
  /** Whether each epoch visits the samples in a new order. */
  readonly shuffle?: boolean;
  /** Chooses the samples and their order, instead of `shuffle`. */
  readonly sampler?: Sampler;
  /** Orders and transforms are a function of seed and epoch; 0 unless given. */
  readonly seed?: number;
  /** Leaves out a last batch that is smaller than the others. */
  readonly dropLast?: boolean;
  /** Changes a sample when it is read, for instance by augmentation; may be async. */
  readonly transform?: (item: Item, context: SampleContext) => Sample | Promise<Sample>;
  /** Makes a batch of samples, for instance by padding; stacks them field by field unless given. */
  readonly collate?: (samples: readonly Sample[], indices: Int32Array) => HostBatch<Batched>;
  /** Batches that are read ahead while the loop's body runs; 1 unless given. */
  readonly prefetch?: number;
}

/**
 * Batches of a dataset, as tensors on the current backend: one tensor for each field, samples along the first dimension.
 *
 * Loops need no memory calls: the tensors of a batch, and all that the loop's body makes of them, are freed when the next
 * batch is taken, except what is `keep`ed. A loop that runs to its end completes the epoch, and the next loop is the next
 * epoch; a loop left by `break` or an error gives the rest of its epoch up.
 *
 * @example
 * ```ts
 * const loader = new DataLoader(train, { batchSize: 64, shuffle: true, seed: 1 });
 * for (let epoch = 0; epoch < 3; epoch++) {
 *   for await (const { x, y } of loader) step(x, y);
 * }
 * ```
 */
export class DataLoader<Item extends object, Sample extends object = Item, Batched extends object = Sample>
  implements AsyncIterable<Batch<Batched>>
{
  /** Batches in an epoch; `Infinity` for an iterable dataset, whose end is not known. */
  readonly length: number;
  /** Samples in an epoch; `null` for an iterable dataset. */
  readonly samples: number | null;
  readonly batchSize: number;
  readonly #source: BatchSource<Batched>;
  readonly #prefetch: number;
  #seed: number;
  #epoch = 0;
  #batch = 0;
  #isResuming = false;
  #loop: object | null = null;

  /** @throws TensorError `value` for options that do not fit, or if an epoch would have no batch */
  constructor(
    dataset: Dataset<Item> | IterableDataset<Item>,
    options: LoaderOptions<Item, Sample, Batched>,
  ) {
    const { batchSize, seed = 0, prefetch = 1 } = options;
    if (!Number.isSafeInteger(batchSize) || batchSize < 1) throw refuse(`batchSize is an integer ≥ 1, got ${String(batchSize)}.`);
    checkSeed('DataLoader', seed);
    checkCount('DataLoader', 'prefetch', prefetch);
    this.batchSize = batchSize;
    this.#seed = seed;
    this.#prefetch = prefetch;
    ({ source: this.#source, samples: this.samples } = makeSource(dataset, options));
    this.length = this.#source.length;
    if (this.length === 0) {
      const why = this.samples === 0 ? 'it has no samples' : `dropLast leaves none of ${this.samples} samples with batchSize ${batchSize}`;
      throw refuse(`the dataset gives no batch: ${why}.`);
    }
  }

  /** Number of the epoch under way, or of the next one between loops; counts from 0. */
  get epoch(): number {
    return this.#epoch;
  }

  /** Where the loader stands: read in a loop's body, the batch in hand counts as done. Plain JSON. */
  stateDict(): LoaderState {
    const { batchSize, samples } = this;
    return { epoch: this.#epoch, batch: this.#batch, seed: this.#seed, batchSize, samples };
  }

  /**
   * Goes to a position: the next loop hands out exactly the batches that were left, then its epoch is complete.
   *
   * @throws TensorError `state` for a position of another dataset or batch size; the loader then stays where it is
   */
  loadStateDict(state: LoaderState): void {
    const { epoch, batch, seed } = checkLoaderState(state, this);
    this.#loop = null;
    this.#epoch = epoch;
    this.#batch = batch;
    this.#seed = seed;
    this.#isResuming = true;
  }

  /** Begins a loop; `for await` calls it. */
  [Symbol.asyncIterator](): AsyncGenerator<Batch<Batched>, void, void> {
    return this.#run();
  }

  async *#run(): AsyncGenerator<Batch<Batched>, void, void> {
    const loop = {};
    this.#begin(loop);
    const queue = new Prefetcher(this.#source.open({ epoch: this.#epoch, batch: this.#batch, seed: this.#seed }), this.#prefetch);
    const region = openRegion();
    let isComplete = false;
    try {
      for (;;) {
        const batch = await queue.next();
        await breathe();
        if (this.#loop !== loop) throw overtaken();
        if (batch === null) break;
        region.turn();
        const tensors = toBatch(batch);
        this.#batch++;
        yield tensors;
      }
      isComplete = true;
      this.#loop = null;
      this.#epoch++;
      this.#batch = 0;
    } finally {
      queue.close();
      if (isComplete) region.close();
      else region.abandon();
    }
  }

  #begin(loop: object): void {
    if (!this.#isResuming && this.#batch > 0) {
      this.#epoch++;
      this.#batch = 0;
    }
    this.#isResuming = false;
    this.#loop = loop;
  }
}

/** Keeps some batches under way. Each error waits for its turn. */
class Prefetcher<Batched> {
  readonly #stream: BatchStream<Batched>;
  readonly #ahead: number;
  readonly #queue: Promise<HostBatch<Batched> | null>[] = [];

  constructor(stream: BatchStream<Batched>, ahead: number) {
    this.#stream = stream;
    this.#ahead = ahead;
  }

  next(): Promise<HostBatch<Batched> | null> {
    while (this.#queue.length <= this.#ahead) {
      const batch = this.#stream.next();
      // It may fail before it is asked for, or never be asked for.
      batch.catch(() => {});
      this.#queue.push(batch);
    }
    return this.#queue.shift()!;
  }

  close(): void {
    this.#stream.close();
  }
}

function makeSource<Item extends object, Sample extends object, Batched extends object>(
  dataset: Dataset<Item> | IterableDataset<Item>,
  options: LoaderOptions<Item, Sample, Batched>,
): { source: BatchSource<Batched>; samples: number | null } {
  const { batchSize, dropLast = false, transform = null, shuffle = false, collate } = options;
  // Without a collate function, the types make Batched and Sample the same.
  const standard = stackSamples as (samples: readonly Sample[], indices: Int32Array) => HostBatch<Batched>;
  const recipe: Recipe<Item, Sample, Batched> = { batchSize, dropLast, transform, collate: collate ?? standard };
  const numbered = asNumbered(dataset);
  if (numbered === null) {
    if (shuffle || options.sampler !== undefined) {
      throw refuse('an iterable dataset has its own order: shuffle and sampler need one with length and get(i).');
    }
    if (!isIterable(dataset)) throw refuse('takes a dataset with length and get(i), or an iterable of samples.');
    return { source: new IterableSource(dataset, recipe), samples: null };
  }
  if (shuffle && options.sampler !== undefined) throw refuse('takes shuffle or a sampler, not both.');
  checkCount('DataLoader', 'dataset.length', numbered.length);
  const sampler = options.sampler ?? (shuffle ? new RandomSampler(numbered.length) : new SequentialSampler(numbered.length));
  const asItIs = transform === null && collate === undefined && numbered.getBatch !== undefined;
  const whole = asItIs ? (indices: Int32Array) => numbered.getBatch!(indices) as HostBatch<Batched> : undefined;
  return { source: new IndexedSource(numbered, sampler, recipe, whole), samples: sampler.length };
}

function asNumbered<Item>(dataset: Dataset<Item> | IterableDataset<Item>): Dataset<Item> | null {
  if (Array.isArray(dataset)) {
    const items: readonly Item[] = dataset;
    return { length: items.length, get: (index) => items[index]! };
  }
  return 'get' in dataset && 'length' in dataset ? dataset : null;
}

function isIterable<Item>(dataset: Dataset<Item> | IterableDataset<Item>): dataset is IterableDataset<Item> {
  return Symbol.asyncIterator in dataset || Symbol.iterator in dataset;
}

function overtaken(): TensorError {
  const hint = 'A loader serves one loop at a time: make a second DataLoader over the same dataset';
  return new TensorError('DataLoader', 'state', `another loop over this loader, or loadStateDict, has begun. ${hint}.`);
}

function refuse(reason: string): TensorError {
  return new TensorError('DataLoader', 'value', reason);
}
