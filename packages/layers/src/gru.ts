// Gated recurrent units.

import { at, gru, gruCell, linear, matmul, type Parameter, type Tensor, zeros } from '@cambium/tensor';
import { Recurrent, type RecurrentOptions } from './recurrent.ts';
import { RecurrentCell, type RecurrentState, type RecurrentSteps } from './recurrent-cell.ts';
import { biasParameter, type WeightOptions } from './weights.ts';

/**
 * One step of a GRU: `a = x W + b` and `b = h U + b'`, then `r = σ(aᵣ + bᵣ)`, `z = σ(a_z + b_z)`, `n = tanh(aₙ + r · bₙ)`
 * and `h' = (1 − z) · n + z · h`. The gates lie side by side in the weights, in the order r z n.
 *
 * @see Cho et al., "Learning phrase representations using RNN encoder-decoder" (2014)
 * @example
 * ```ts
 * const cell = new GRUCell(3, 5);
 * const first = cell.forward(ones([2, 3]));
 * cell.forward(ones([2, 3]), first).hidden.shape;   // [2, 5]
 * ```
 */
export class GRUCell extends RecurrentCell<RecurrentState> {
  /** Inside the reset gate, unlike the other bias. */
  readonly hiddenBias: Parameter | null; // [3 · hiddenSize]

  constructor(inputSize: number, hiddenSize: number, options: WeightOptions = {}) {
    super(3, inputSize, hiddenSize, options);
    const width = 3 * hiddenSize;
    this.hiddenBias = biasParameter([width], { fanIn: hiddenSize, fanOut: width }, options);
  }

  override step(projected: Tensor, { hidden }: RecurrentState): RecurrentState {
    const gates =
      this.hiddenBias === null
        ? matmul(hidden, this.hiddenWeight)
        : linear(hidden, this.hiddenWeight, this.hiddenBias);
    return { hidden: gruCell(projected, gates, hidden) };
  }

  override steps(projected: Tensor, state: RecurrentState): RecurrentSteps<RecurrentState> {
    // A subclass may have made the step another one.
    if (this.step !== GRUCell.prototype.step) return super.steps(projected, state);
    const { hiddenWeight } = this;
    const bias = this.hiddenBias ?? zeros([3 * this.hiddenSize], { dtype: hiddenWeight.dtype });
    const outputs = gru(projected, hiddenWeight, bias, state.hidden);
    return { outputs, state: { hidden: at(outputs, -1) } };
  }

  override zeroState(batch: number): RecurrentState {
    return { hidden: this.zeros(batch) };
  }
}

/**
 * Layers of {@link GRUCell}s over sequences.
 *
 * @example
 * ```ts
 * const layer = new GRU({ inputSize: 3, hiddenSize: 5 });
 * const { outputs, state } = layer.forward(ones([2, 7, 3]));
 * outputs.shape;        // [2, 7, 5]
 * state.hidden.shape;   // [1, 2, 5]
 * ```
 */
export class GRU extends Recurrent<RecurrentState> {
  constructor(options: RecurrentOptions) {
    super(options, (inputSize) => new GRUCell(inputSize, options.hiddenSize, options));
  }
}
