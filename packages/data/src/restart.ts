// Iterables begin anew for each epoch; generators cannot, which would go unnoticed.

import { TensorError } from '@cambium/tensor';
import type { IterableDataset } from './dataset.ts';

/** Starts iterations over an iterable, and refuses one that has none left. */
export class Restart<T> {
  readonly #op: string;
  readonly #dataset: IterableDataset<T>;
  #spent: unknown = null;

  /** @param op who asks, for errors */
  constructor(op: string, dataset: IterableDataset<T>) {
    this.#op = op;
    this.#dataset = dataset;
  }

  /** @throws TensorError `state` for a generator that has run before */
  start(): Iterator<T> | AsyncIterator<T> {
    const dataset = this.#dataset;
    const iterator =
      Symbol.asyncIterator in dataset ? dataset[Symbol.asyncIterator]() : dataset[Symbol.iterator]();
    if (iterator === this.#spent) {
      const hint = 'Give an object whose [Symbol.iterator]() or [Symbol.asyncIterator]() starts anew';
      throw new TensorError(this.#op, 'state', `the dataset is a generator, which runs only once. ${hint}.`);
    }
    this.#spent = iterator;
    return iterator;
  }
}
