// Dropout as a layer.

import { dropout, type Generator, type Tensor, TensorError } from '@cambium/tensor';
import { Module } from './module.ts';

/**
 * Sets a random share of the elements to zero in training and scales the rest by `1 / (1 − rate)`, so that the
 * expected sum stays ("inverted dropout"); passes everything in evaluation.
 *
 * @see Srivastava et al. 2014; course part 3.2.1, whose keep probability is `1 − rate`
 * @example
 * ```ts
 * const layer = new Dropout(0.5);
 * layer.forward(ones([4]));          // some 0, the others 2
 * layer.eval().forward(ones([4]));   // all 1
 * ```
 */
export class Dropout extends Module {
  /** Share of the elements that are dropped. */
  readonly rate: number;
  readonly #generator: Generator | undefined;

  constructor(rate: number, options: { generator?: Generator } = {}) {
    super();
    if (!(rate >= 0 && rate < 1))
      throw new TensorError('Dropout', 'value', `rate is in [0, 1), got ${rate}.`);
    this.rate = rate;
    this.#generator = options.generator;
  }

  forward(x: Tensor): Tensor {
    if (!this.isTraining) return x;
    return dropout(x, this.rate, this.#generator === undefined ? {} : { generator: this.#generator });
  }

  override toString(): string {
    return `Dropout ${this.rate}`;
  }
}
