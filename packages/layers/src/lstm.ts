// Long short-term memory.

import {
  add,
  at,
  type LstmState,
  lstm,
  lstmCell,
  matmul,
  type Parameter,
  scope,
  setSlice,
  type Tensor,
} from '@cambium/tensor';
import { Recurrent, type RecurrentOptions } from './recurrent.ts';
import { RecurrentCell, type RecurrentSteps } from './recurrent-cell.ts';
import { type WeightOptions, weightParameter } from './weights.ts';

/** Options of {@link LSTMCell}. */
export interface LSTMCellOptions extends WeightOptions {
  /** Where the bias of the forget gate begins, unless `biasInit` says: 1, so that a new cell remembers. */
  forgetBias?: number;
  /** Features of the hidden state, if it is projected down (or up) to others than `hiddenSize`. */
  projectionSize?: number;
}

/**
 * One step of an LSTM: `i, f, g, o = x W + h U + b`, then `c' = σ(f) · c + σ(i) · tanh(g)` and `h' = σ(o) · tanh(c')`.
 * The gates lie side by side in the weights, in the order i f g o. With a `projectionSize`, `h' = (σ(o) · tanh(c')) P`.
 *
 * @see Hochreiter, Schmidhuber, "Long short-term memory" (1997); Jozefowicz et al. (2015) for the forget bias; Sak et al. (2014) for the projection
 * @example
 * ```ts
 * const cell = new LSTMCell(3, 5);
 * const first = cell.forward(ones([2, 3]));
 * cell.forward(ones([2, 3]), first).hidden.shape;   // [2, 5]
 * ```
 */
export class LSTMCell extends RecurrentCell<LstmState> {
  /** `[hiddenSize, projectionSize]`; `null` without projection. */
  readonly projection: Parameter | null;

  constructor(inputSize: number, hiddenSize: number, options: LSTMCellOptions = {}) {
    const { forgetBias = 1, biasInit, projectionSize } = options;
    super(4, inputSize, hiddenSize, options, projectionSize);
    this.projection =
      projectionSize === undefined
        ? null
        : weightParameter(
            [hiddenSize, projectionSize],
            { fanIn: hiddenSize, fanOut: projectionSize },
            options,
          );
    const { bias } = this;
    if (bias === null || biasInit !== undefined) return;
    scope(() => setSlice(bias, [[hiddenSize, 2 * hiddenSize]], forgetBias));
  }

  override step(projected: Tensor, { hidden, cell }: LstmState): LstmState {
    const next = lstmCell(add(projected, matmul(hidden, this.hiddenWeight)), cell);
    return this.projection === null ? next : { ...next, hidden: matmul(next.hidden, this.projection) };
  }

  override steps(projected: Tensor, state: LstmState): RecurrentSteps<LstmState> {
    // A subclass may have made the step another one.
    if (this.projection !== null || this.step !== LSTMCell.prototype.step)
      return super.steps(projected, state);
    const { hidden, cell } = lstm(projected, this.hiddenWeight, state);
    return { outputs: hidden, state: { hidden: at(hidden, -1), cell: at(cell, -1) } };
  }

  override zeroState(batch: number): LstmState {
    return { hidden: this.zeros(batch, this.outputSize), cell: this.zeros(batch, this.hiddenSize) };
  }
}

/**
 * Layers of {@link LSTMCell}s over sequences.
 *
 * @example
 * ```ts
 * const layer = new LSTM({ inputSize: 3, hiddenSize: 5, numLayers: 2, bidirectional: true });
 * const { outputs, state } = layer.forward(ones([2, 7, 3]));
 * outputs.shape;      // [2, 7, 10]
 * state.cell.shape;   // [4, 2, 5]
 * ```
 */
export class LSTM extends Recurrent<LstmState> {
  constructor(options: RecurrentOptions & LSTMCellOptions) {
    super(options, (inputSize) => new LSTMCell(inputSize, options.hiddenSize, options));
  }
}
