// Batches of an iterable: samples come one after the other, so batches do too.

import {
  applyTransform,
  type BatchSource,
  type BatchStream,
  type Position,
  type Recipe,
  sampleError,
} from './batch-source.ts';
import { type HostBatch, type IterableDataset, isEpochDataset } from './dataset.ts';
import { Restart } from './restart.ts';

/** Batches of an iterable, in its own order. */
export class IterableSource<Item, Sample, Batched> implements BatchSource<Batched> {
  readonly length = Infinity;
  readonly #start: (position: Position) => Iterator<Item> | AsyncIterator<Item>;
  readonly #recipe: Recipe<Item, Sample, Batched>;

  constructor(dataset: IterableDataset<Item>, recipe: Recipe<Item, Sample, Batched>) {
    if (isEpochDataset(dataset)) {
      this.#start = ({ epoch, seed }) => dataset.epoch(epoch, seed)[Symbol.asyncIterator]();
    } else {
      const restart = new Restart('DataLoader', dataset);
      this.#start = () => restart.start();
    }
    this.#recipe = recipe;
  }

  orderOf(): null {
    return null;
  }

  open(position: Position): BatchStream<Batched> {
    const iterator = this.#start(position);
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
    const collect = async (): Promise<(() => HostBatch<Batched> | Promise<HostBatch<Batched>>) | null> => {
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
      const place = { ...position, batch: batch++ };
      return () => this.#recipe.collate(samples, Int32Array.from(indices), place);
    };
    return {
      next() {
        const samples = last.then(collect);
        last = samples.catch(() => {
          hasEnded = true;
        });
        // Reading goes on meanwhile.
        return samples.then((stack) => stack?.() ?? null);
      },
      close() {
        if (hasEnded) return;
        hasEnded = true;
        last.then(() => iterator.return?.()).catch(() => {});
      },
    };
  }
}
