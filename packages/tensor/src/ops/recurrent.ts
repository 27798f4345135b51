// Recurrent networks: single steps, where the products with the weights come before and gates are sums that await
// activation, and all steps of a sequence at once.

import { execute } from '../execute.ts';
import type { Tensor } from '../tensor.ts';
import { promoteAll, type TensorLike } from './lift.ts';
import { at } from './slice.ts';

/** What a step of an LSTM hands on; of all steps at once, with an axis of time in front. */
export interface LstmState {
  /** `[batch, hidden]`: what the layer gives out. */
  readonly hidden: Tensor;
  /** `[batch, hidden]`: what it remembers. */
  readonly cell: Tensor;
}

/**
 * One step of a long short-term memory: `c' = σ(f) · c + σ(i) · tanh(g)` and `h' = σ(o) · tanh(c')`.
 *
 * @param gates `[batch, 4 · hidden]`, floating dtype: `x W + h U + b`, with the gates i f g o side by side
 * @param cell `[batch, hidden]`: the cell state before
 * @returns the new states
 * @throws TensorError `shape` if the gates are not four times as wide as the cell
 * @see Hochreiter, Schmidhuber, "Long short-term memory" (1997), with the forget gate of Gers et al. (2000)
 * @example
 * ```ts
 * const { hidden, cell } = lstmCell(zeros([1, 8]), ones([1, 2]));
 * cell;   // [[0.5, 0.5]]
 * hidden; // [[0.2311, 0.2311]]
 * ```
 */
export function lstmCell(gates: TensorLike, cell: TensorLike): LstmState {
  const operands = promoteAll('lstmCell', [gates, cell]);
  const states = execute('lstmCell', operands, {});
  return { hidden: at(states, 0), cell: at(states, 1) };
}

/**
 * One step of a gated recurrent unit: `h' = (1 − z) · n + z · h` with `r = σ(aᵣ + bᵣ)`, `z = σ(a_z + b_z)` and
 * `n = tanh(aₙ + r · bₙ)`: the reset gate acts after the product with the weights, as in PyTorch and Keras.
 *
 * @param inputGates `[batch, 3 · hidden]`, floating dtype: a = `x W + b`, with r z n side by side
 * @param hiddenGates `[batch, 3 · hidden]`: b = `h U + b`, the same
 * @param hidden `[batch, hidden]`: the hidden state before
 * @returns `[batch, hidden]`
 * @throws TensorError `shape` if gates are not three times as wide as the hidden state
 * @see Cho et al., "Learning phrase representations using RNN encoder-decoder" (2014)
 * @example
 * ```ts
 * gruCell(zeros([1, 6]), zeros([1, 6]), ones([1, 2])); // [[0.5, 0.5]]
 * ```
 */
export function gruCell(inputGates: TensorLike, hiddenGates: TensorLike, hidden: TensorLike): Tensor {
  return execute('gruCell', promoteAll('gruCell', [inputGates, hiddenGates, hidden]), {});
}

/**
 * All steps of a long short-term memory over a sequence: {@link lstmCell} from step to step, with the gates
 * `projected + h U`. One op, which backends compute without returning between steps; the weight's gradient is one product.
 *
 * @param projected `[time, batch, 4 · hidden]`, at least one step, floating dtype: `x W + b` of all steps, with the gates
 * i f g o side by side
 * @param weight U, `[hidden, 4 · hidden]`
 * @param state the states before the first step, `[batch, hidden]`
 * @returns the states after each step, `[time, batch, hidden]`
 * @throws TensorError `shape` if sizes do not fit together, or without any step
 * @see Hochreiter, Schmidhuber, "Long short-term memory" (1997), with the forget gate of Gers et al. (2000)
 * @example
 * ```ts
 * const state = { hidden: zeros([1, 2]), cell: ones([1, 2]) };
 * const { hidden, cell } = lstm(zeros([3, 1, 8]), zeros([2, 8]), state);
 * hidden.shape; // [3, 1, 2]
 * at(cell, 2);  // [[0.125, 0.125]]
 * ```
 */
export function lstm(projected: TensorLike, weight: TensorLike, state: LstmState): LstmState {
  const operands = promoteAll('lstm', [projected, weight, state.hidden, state.cell]);
  const states = execute('lstm', operands, {});
  return { hidden: at(states, 0), cell: at(states, 1) };
}

/**
 * All steps of a gated recurrent unit over a sequence: {@link gruCell} from step to step, with the gates of the state
 * `h U + b`. One op, as {@link lstm}.
 *
 * @param projected `[time, batch, 3 · hidden]`, at least one step, floating dtype: `x W + b` of all steps, with the gates
 * r z n side by side
 * @param weight U, `[hidden, 3 · hidden]`
 * @param bias `[3 · hidden]`: what is added to `h U`
 * @param hidden the state before the first step, `[batch, hidden]`
 * @returns the state after each step, `[time, batch, hidden]`
 * @throws TensorError `shape` if sizes do not fit together, or without any step
 * @see Cho et al., "Learning phrase representations using RNN encoder-decoder" (2014)
 * @example
 * ```ts
 * gru(zeros([3, 1, 6]), zeros([2, 6]), zeros([6]), ones([1, 2])).toArray();
 * // [[[0.5, 0.5]], [[0.25, 0.25]], [[0.125, 0.125]]]
 * ```
 */
export function gru(projected: TensorLike, weight: TensorLike, bias: TensorLike, hidden: TensorLike): Tensor {
  return execute('gru', promoteAll('gru', [projected, weight, bias, hidden]), {});
}
