// Where a loader's batches come from, on the host: numbered samples, or an iterable. A source that works in threads would be a third.

import { TensorError } from '@cambium/tensor';
import { checkIndices, type Dataset, type HostBatch, type IterableDataset, isPromise } from './dataset.ts';
import { HostRandom } from './host-random.ts';
import type { Sampler } from './sampler.ts';

/** What a transform may depend on besides the sample. */
export interface SampleContext {
  /** The sample's number. */
  readonly index: number;
  readonly epoch: number;
  /** Random numbers for this sample in this epoch: the same after a resume, and whatever the order of work. */
  readonly random: HostRandom;
}

/** How samples become batches. */
export interface Recipe<Item, Sample, Batched> {
  readonly batchSize: number;
  readonly dropLast: boolean;
  readonly transform: ((item: Item, context: SampleContext) => Sample | Promise<Sample>) | null;
  readonly collate: (samples: readonly Sample[], indices: Int32Array) => HostBatch<Batched>;
}

/** Which batch of which epoch. */
export interface Position {
  readonly epoch: number;
  readonly batch: number;
  readonly seed: number;
}

/** Host batches, epoch by epoch. */
export interface BatchSource<Batched> {
  /** Batches in an epoch; `Infinity` where only the end will tell. */
  readonly length: number;
  /** The batches of an epoch from `position` on. */
  open(position: Position): BatchStream<Batched>;
}

/** The batches of one epoch. `next` may be called again before the earlier promise is settled. */
export interface BatchStream<Batched> {
  /** The next batch, or `null` after the last. */
  next(): Promise<HostBatch<Batched> | null>;
  /** Gives up the rest. */
  close(): void;
}

/** Batches of a dataset with numbered samples, in a sampler's order. */
export class IndexedSource<Item, Sample, Batched> implements BatchSource<Batched> {
  readonly length: number;
  readonly #dataset: Dataset<Item>;
  readonly #sampler: Sampler;
  readonly #recipe: Recipe<Item, Sample, Batched>;
  readonly #whole: Dataset<Batched>['getBatch'];

  /** @param whole takes batches from the dataset as they are; absent where samples have to be transformed or collated */
  constructor(
    dataset: Dataset<Item>,
    sampler: Sampler,
    recipe: Recipe<Item, Sample, Batched>,
    whole: Dataset<Batched>['getBatch'],
  ) {
    const count = sampler.length / recipe.batchSize;
    this.length = recipe.dropLast ? Math.floor(count) : Math.ceil(count);
    this.#dataset = dataset;
    this.#sampler = sampler;
    this.#recipe = recipe;
    this.#whole = whole;
  }

  open(position: Position): BatchStream<Batched> {
    const { batchSize } = this.#recipe;
    const order = checkIndices('DataLoader', this.#sampler.order(position.epoch, position.seed), this.#dataset.length);
    let batch = position.batch;
    return {
      next: async () => {
        if (batch >= this.length) return null;
        const indices = order.slice(batch * batchSize, (batch + 1) * batchSize);
        return this.#prepare(indices, { ...position, batch: batch++ });
      },
      close: () => {
        batch = this.length;
      },
    };
  }

  async #prepare(indices: Int32Array, position: Position): Promise<HostBatch<Batched>> {
    if (this.#whole !== undefined) {
      try {
        return await this.#whole(indices);
      } catch (error) {
        throw sampleError(`samples ${indices[0]} to ${indices.at(-1)}`, position, error);
      }
    }
    const samples: Sample[] = [];
    const waiting: Promise<void>[] = [];
    for (const [i, index] of indices.entries()) {
      const blame = (error: unknown): never => {
        throw sampleError(`sample ${index}`, position, error);
      };
      try {
        const sample = this.#read(index, position);
        if (!isPromise(sample)) samples[i] = sample;
        else waiting.push(sample.then((ready) => void (samples[i] = ready)).catch(blame));
      } catch (error) {
        // Those that wait may fail too: nobody will ask them, so they must not count as unhandled.
        for (const promise of waiting) promise.catch(() => {});
        blame(error);
      }
    }
    if (waiting.length > 0) await Promise.all(waiting);
    return collateSamples(this.#recipe, samples, indices, position);
  }

  #read(index: number, position: Position): Sample | Promise<Sample> {
    const item = this.#dataset.get(index);
    const transform = (ready: Item): Sample | Promise<Sample> => applyTransform(this.#recipe, ready, index, position);
    return isPromise(item) ? item.then(transform) : transform(item);
  }
}

/** Batches of an iterable, in its own order. */
export class IterableSource<Item, Sample, Batched> implements BatchSource<Batched> {
  readonly length = Infinity;
  readonly #dataset: IterableDataset<Item>;
  readonly #recipe: Recipe<Item, Sample, Batched>;
  #spent: unknown = null;

  constructor(dataset: IterableDataset<Item>, recipe: Recipe<Item, Sample, Batched>) {
    this.#dataset = dataset;
    this.#recipe = recipe;
  }

  open(position: Position): BatchStream<Batched> {
    const iterator = this.#start();
    let index = 0;
    let batch = position.batch;
    let hasEnded = false;
    // One after the other: an iterator need not bear a second call before the first is answered.
    let last: Promise<unknown> = Promise.resolve();

    const take = async (): Promise<IteratorResult<Item, unknown>> => {
      try {
        const result = await iterator.next();
        hasEnded = result.done === true;
        return result;
      } catch (error) {
        throw sampleError(`sample ${index}`, { ...position, batch }, error);
      }
    };
    const collect = async (): Promise<HostBatch<Batched> | null> => {
      const { batchSize, dropLast } = this.#recipe;
      for (const first = position.batch * batchSize; index < first && !hasEnded; index++) await take();
      const samples: Sample[] = [];
      const indices: number[] = [];
      while (samples.length < batchSize && !hasEnded) {
        const result = await take();
        if (result.done === true) break;
        try {
          samples.push(await applyTransform(this.#recipe, result.value, index, position));
        } catch (error) {
          throw sampleError(`sample ${index}`, { ...position, batch }, error);
        }
        indices.push(index++);
      }
      if (samples.length === 0 || (dropLast && samples.length < batchSize)) return null;
      return collateSamples(this.#recipe, samples, Int32Array.from(indices), { ...position, batch: batch++ });
    };
    return {
      next() {
        const result = last.then(collect);
        last = result.catch(() => {
          hasEnded = true;
        });
        return result;
      },
      close() {
        if (hasEnded) return;
        hasEnded = true;
        last.then(() => iterator.return?.()).catch(() => {});
      },
    };
  }

  #start(): Iterator<Item> | AsyncIterator<Item> {
    const dataset = this.#dataset;
    const iterator = Symbol.asyncIterator in dataset ? dataset[Symbol.asyncIterator]() : dataset[Symbol.iterator]();
    if (iterator === this.#spent) {
      const hint = 'Give an object whose [Symbol.iterator]() or [Symbol.asyncIterator]() starts anew';
      throw new TensorError('DataLoader', 'state', `the dataset is a generator, which runs only once. ${hint}.`);
    }
    this.#spent = iterator;
    return iterator;
  }
}

function applyTransform<Item, Sample>(
  { transform }: Recipe<Item, Sample, never>,
  item: Item,
  index: number,
  { epoch, seed }: Position,
): Sample | Promise<Sample> {
  // Without a transform, the loader's types make Sample and Item the same.
  if (transform === null) return item as Item & Sample;
  const context: SampleContext = {
    index,
    epoch,
    get random() {
      return new HostRandom(seed).fork(1, epoch, index);
    },
  };
  return transform(item, context);
}

function collateSamples<Item, Sample, Batched>(
  { collate }: Recipe<Item, Sample, Batched>,
  samples: readonly Sample[],
  indices: Int32Array,
  position: Position,
): HostBatch<Batched> {
  try {
    return collate(samples, indices);
  } catch (error) {
    throw sampleError('putting samples together', position, error);
  }
}

function sampleError(what: string, { epoch, batch }: Position, error: unknown): TensorError {
  const reason = error instanceof Error ? error.message : String(error);
  const code = error instanceof TensorError ? error.code : 'io';
  return new TensorError('DataLoader', code, `${what} (batch ${batch} of epoch ${epoch}) failed: ${reason}`, { cause: error });
}
