// The loader: hands out batches as tensors, frees them at the next turn, and knows where it stands.

import { currentSeed, openRegion, type Region, TensorError } from '@cambium/tensor';
import type { BatchSource } from './batch-source.ts';
import type { Batch, Dataset, IterableDataset } from './dataset.ts';
import { checkCount, checkSeed } from './host-random.ts';
import { type LoaderOptions, makeSource, refuse } from './loader-options.ts';
import { checkLoaderState, type LoaderState } from './loader-state.ts';
import { breathe } from './macrotask.ts';
import { Prefetcher } from './prefetcher.ts';
import { toBatch } from './to-tensor.ts';

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
  /** Samples in a batch; `null` where the dataset gives whole batches. */
  readonly batchSize: number | null;
  readonly #source: BatchSource<Batched>;
  readonly #prefetch: number;
  #seed: number;
  #epoch = 0;
  #batch = 0;
  /** The fingerprint of the order under the seed, once it was asked for. */
  #order: number | null | undefined;
  #isResuming = false;
  #loop: Region | null = null;

  /** @throws TensorError `value` for options that do not fit, or if an epoch would have no batch */
  constructor(dataset: Dataset<Item> | IterableDataset<Item>, options: LoaderOptions<Item, Sample, Batched>) {
    const { batchSize, seed = currentSeed(), prefetch = 1 } = options ?? {};
    if (batchSize !== null && !(Number.isSafeInteger(batchSize) && batchSize >= 1))
      throw refuse(
        `batchSize is an integer ≥ 1, got ${String(batchSize)}. For a dataset of batches write null.`,
      );
    checkSeed('DataLoader', seed);
    checkCount('DataLoader', 'prefetch', prefetch);
    this.batchSize = batchSize;
    this.#seed = seed;
    this.#prefetch = prefetch;
    ({ source: this.#source, samples: this.samples } = makeSource(dataset, options));
    this.length = this.#source.length;
    if (this.length === 0) {
      const why =
        this.samples === 0
          ? 'it has no samples'
          : `dropLast leaves none of ${this.samples} samples with batchSize ${batchSize}`;
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
    this.#order ??= this.#source.orderOf(this.#seed);
    const order = this.#order;
    return { epoch: this.#epoch, batch: this.#batch, seed: this.#seed, batchSize, samples, order };
  }

  /**
   * Goes to a position: the next loop hands out exactly the batches that were left, then its epoch is complete.
   *
   * @throws TensorError `state` for a position of another dataset, batch size or order; the loader then stays where it is
   */
  loadStateDict(state: LoaderState): void {
    const { batchSize, samples, length } = this;
    const orderOf = (under: number) => this.#source.orderOf(under);
    const { epoch, batch, seed, order } = checkLoaderState(state, { batchSize, samples, length, orderOf });
    this.#endLoop();
    this.#epoch = epoch;
    this.#batch = batch;
    this.#seed = seed;
    this.#order = order;
    this.#isResuming = true;
  }

  /** Begins a loop; `for await` calls it. */
  [Symbol.asyncIterator](): AsyncGenerator<Batch<Batched>, void, void> {
    return this.#run();
  }

  async *#run(): AsyncGenerator<Batch<Batched>, void, void> {
    this.#begin();
    const queue = new Prefetcher(
      this.#source.open({ epoch: this.#epoch, batch: this.#batch, seed: this.#seed }),
      this.#prefetch,
    );
    const region = openRegion();
    this.#loop = region;
    let isComplete = false;
    try {
      for (;;) {
        const batch = await queue.next();
        await breathe();
        if (this.#loop !== region) throw overtaken();
        if (batch === null) break;
        region.turn();
        const tensors = toBatch(batch);
        this.#batch++;
        yield tensors;
      }
      isComplete = true;
      this.#epoch++;
      this.#batch = 0;
    } finally {
      queue.close();
      if (this.#loop === region) this.#loop = null;
      if (isComplete) region.close();
      else region.abandon();
    }
  }

  #begin(): void {
    this.#endLoop();
    if (!this.#isResuming && this.#batch > 0) {
      this.#epoch++;
      this.#batch = 0;
    }
    this.#isResuming = false;
  }

  /** Takes the region from a loop that nobody has ended; it throws should it go on. */
  #endLoop(): void {
    this.#loop?.abandon();
    this.#loop = null;
  }
}

function overtaken(): TensorError {
  const hint = 'A loader serves one loop at a time: make a second DataLoader over the same dataset';
  return new TensorError(
    'DataLoader',
    'state',
    `another loop over this loader, or loadStateDict, has begun. ${hint}.`,
  );
}
