// Plain recurrent networks.

import { add, matmul, relu, type Tensor, tanh } from '@cambium/tensor';
import { Recurrent, type RecurrentOptions } from './recurrent.ts';
import { RecurrentCell, type RecurrentState } from './recurrent-cell.ts';
import type { WeightOptions } from './weights.ts';

/** Options of {@link RNNCell}. */
export interface RNNCellOptions extends WeightOptions {
  /** `'tanh'` unless given. */
  nonlinearity?: 'tanh' | 'relu';
}

/**
 * One step of a plain recurrent network: `h' = tanh(x W + h U + b)`.
 *
 * @see Elman, "Finding structure in time" (1990)
 * @example
 * ```ts
 * new RNNCell(3, 5).forward(ones([2, 3])).hidden.shape;   // [2, 5]
 * ```
 */
export class RNNCell extends RecurrentCell<RecurrentState> {
  readonly #activation: (x: Tensor) => Tensor;

  constructor(inputSize: number, hiddenSize: number, options: RNNCellOptions = {}) {
    super(1, inputSize, hiddenSize, options);
    this.#activation = options.nonlinearity === 'relu' ? relu : tanh;
  }

  override step(projected: Tensor, { hidden }: RecurrentState): RecurrentState {
    return { hidden: this.#activation(add(projected, matmul(hidden, this.hiddenWeight))) };
  }

  override zeroState(batch: number): RecurrentState {
    return { hidden: this.zeros(batch) };
  }
}

/**
 * Layers of {@link RNNCell}s over sequences.
 *
 * @example
 * ```ts
 * const layer = new RNN({ inputSize: 3, hiddenSize: 5, nonlinearity: 'relu' });
 * layer.forward(ones([2, 7, 3])).outputs.shape;   // [2, 7, 5]
 * ```
 */
export class RNN extends Recurrent<RecurrentState> {
  constructor(options: RecurrentOptions & RNNCellOptions) {
    super(options, (inputSize) => new RNNCell(inputSize, options.hiddenSize, options));
  }
}
