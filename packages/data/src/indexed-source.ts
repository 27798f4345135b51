// Batches of numbered samples: each batch can be prepared on its own, so several may be under way.

import {
  applyTransform,
  type BatchSource,
  type BatchStream,
  type Position,
  type Recipe,
  sampleError,
} from './batch-source.ts';
import { checkIndices, type Dataset, type HostBatch, isPromise } from './dataset.ts';
import { fingerprint } from './loader-state.ts';
import type { Sampler } from './sampler.ts';

/** Makes a batch of samples by their numbers. */
export type WholeBatch<Batched> = (
  indices: Int32Array,
  position: Position,
) => HostBatch<Batched> | Promise<HostBatch<Batched>>;

/** Batches of a dataset with numbered samples, in a sampler's order. */
export class IndexedSource<Item, Sample, Batched> implements BatchSource<Batched> {
  readonly length: number;
  readonly #dataset: Dataset<Item>;
  readonly #sampler: Sampler;
  readonly #recipe: Recipe<Item, Sample, Batched>;
  readonly #whole: WholeBatch<Batched> | null;

  /** @param whole makes batches without asking for samples one by one, where that is possible */
  constructor(
    dataset: Dataset<Item>,
    sampler: Sampler,
    recipe: Recipe<Item, Sample, Batched>,
    whole: WholeBatch<Batched> | null,
  ) {
    const count = sampler.length / recipe.batchSize;
    this.length = recipe.dropLast ? Math.floor(count) : Math.ceil(count);
    this.#dataset = dataset;
    this.#sampler = sampler;
    this.#recipe = recipe;
    this.#whole = whole;
  }

  orderOf(seed: number): number {
    // without what dropLast leaves out
    return fingerprint(this.#sampler.order(0, seed).slice(0, this.length * this.#recipe.batchSize));
  }

  open(position: Position): BatchStream<Batched> {
    const { batchSize } = this.#recipe;
    const order = checkIndices(
      'DataLoader',
      this.#sampler.order(position.epoch, position.seed),
      this.#dataset.length,
    );
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
    if (this.#whole !== null) return this.#whole(indices, position);
    const samples: Sample[] = [];
    const waiting: Promise<void>[] = [];
    for (const [i, index] of indices.entries()) {
      const blame = (error: unknown): never => {
        throw sampleError(`sample ${index}`, position, error);
      };
      try {
        const sample = this.#read(index, position);
        if (!isPromise(sample)) samples[i] = sample;
        else {
          const place = sample.then((ready) => {
            samples[i] = ready;
          });
          waiting.push(place.catch(blame));
        }
      } catch (error) {
        // Those that wait may fail too: nobody will ask them, so they must not count as unhandled.
        for (const promise of waiting) promise.catch(() => {});
        blame(error);
      }
    }
    if (waiting.length > 0) await Promise.all(waiting);
    return this.#recipe.collate(samples, indices, position);
  }

  #read(index: number, position: Position): Sample | Promise<Sample> {
    const item = this.#dataset.get(index);
    const transform = (ready: Item): Sample | Promise<Sample> =>
      applyTransform(this.#recipe, ready, index, position);
    return isPromise(item) ? item.then(transform) : transform(item);
  }
}
