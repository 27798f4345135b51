// Steps of recurrent layers that our own cells do not compute: other activations, and a reset gate in front of the product.

import { add, type LstmState, matmul, mul, split, sub, type Tensor } from '@cambium/tensor';
import { zerosInit } from '../../initializers.ts';
import { LSTMCell } from '../../lstm.ts';
import { RecurrentCell, type RecurrentState } from '../../recurrent-cell.ts';
import { RNNCell } from '../../rnn.ts';
import type { LayerFunction } from '../../sequential.ts';
import { sliceFrom } from '../axes.ts';

/** The functions inside a cell. */
export interface CellActivations {
  /** Of what is new. */
  readonly activation: LayerFunction;
  /** Of the gates. */
  readonly gate: LayerFunction;
}

/** Options of a cell whose weights will be filled in. */
export const emptyCell = (bias: boolean) => ({ bias, weightInit: zerosInit(), biasInit: zerosInit() });

/** A plain recurrent cell with any activation. */
export class ActivatedRNNCell extends RNNCell {
  readonly #activation: LayerFunction;

  constructor(inputSize: number, hiddenSize: number, bias: boolean, { activation }: CellActivations) {
    super(inputSize, hiddenSize, emptyCell(bias));
    this.#activation = activation;
  }

  override step(projected: Tensor, { hidden }: RecurrentState): RecurrentState {
    return { hidden: this.#activation(add(projected, matmul(hidden, this.hiddenWeight))) };
  }
}

/** An LSTM cell with any activations. */
export class ActivatedLSTMCell extends LSTMCell {
  readonly #activations: CellActivations;

  constructor(inputSize: number, hiddenSize: number, bias: boolean, activations: CellActivations) {
    super(inputSize, hiddenSize, emptyCell(bias));
    this.#activations = activations;
  }

  override step(projected: Tensor, { hidden, cell }: LstmState): LstmState {
    const { activation, gate } = this.#activations;
    const gates = split(add(projected, matmul(hidden, this.hiddenWeight)), 4, 1);
    const [input, forget, candidate, output] = gates as [Tensor, Tensor, Tensor, Tensor];
    const next = add(mul(gate(forget), cell), mul(gate(input), activation(candidate)));
    return { hidden: mul(gate(output), activation(next)), cell: next };
  }
}

/**
 * A GRU cell whose reset gate acts on the state before its product with the weights: `n = φ(x Wₙ + (r · h) Uₙ + bₙ)`,
 * unlike in our `GRUCell`, where it acts on the product. The gates lie in the order r z n.
 *
 * @see Cho et al., "Learning phrase representations using RNN encoder-decoder" (2014), first version
 */
export class ResetFirstGRUCell extends RecurrentCell<RecurrentState> {
  readonly #activations: CellActivations;

  constructor(inputSize: number, hiddenSize: number, bias: boolean, activations: CellActivations) {
    super(3, inputSize, hiddenSize, emptyCell(bias));
    this.#activations = activations;
  }

  override step(projected: Tensor, { hidden }: RecurrentState): RecurrentState {
    const { activation, gate } = this.#activations;
    const both = 2 * this.hiddenSize;
    const weight = this.hiddenWeight.value;
    const gates = gate(add(sliceFrom(projected, 1, 0, both), matmul(hidden, sliceFrom(weight, 1, 0, both))));
    const [reset, update] = split(gates, 2, 1) as [Tensor, Tensor];
    const product = matmul(mul(reset, hidden), sliceFrom(weight, 1, both));
    const candidate = activation(add(sliceFrom(projected, 1, both), product));
    return { hidden: add(mul(update, hidden), mul(sub(1, update), candidate)) };
  }

  override zeroState(batch: number): RecurrentState {
    return { hidden: this.zeros(batch) };
  }
}
