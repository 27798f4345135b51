// One step of an LSTM, and back-propagation through time with one number.

import { linear, matmul, type Tensor } from 'cambium';
import { YourTurn } from '../../kit/exercise.ts';

/** What an LSTM hands on: `[batch, hidden]` each. */
export interface LstmState {
  readonly hidden: Tensor;
  readonly cell: Tensor;
}

/**
 * One step of an LSTM. The four parts of `x W + h U + b` lie side by side in the order i f g o:
 * `c' = σ(f) c + σ(i) tanh(g)`, `h' = σ(o) tanh(c')`.
 *
 * @param x `[batch, inputs]`
 * @param inputWeight `[inputs, 4 · hidden]`
 * @param hiddenWeight `[hidden, 4 · hidden]`
 * @param bias `[4 · hidden]`
 */
export function lstmStep(
  x: Tensor,
  { hidden }: LstmState,
  inputWeight: Tensor,
  hiddenWeight: Tensor,
  bias: Tensor,
): LstmState {
  const gates = linear(x, inputWeight, bias).add(matmul(hidden, hiddenWeight));
  throw new YourTurn(
    `split [${gates.shape}] into four along the last axis, and compute cell and hidden state`,
  );
}

/**
 * The smallest recurrent network: `h[t] = tanh(w h[t − 1] + x[t])` with `h = 0` at the start. Gives the derivative of the
 * last state by `w`, going back through time by hand.
 */
export function gradientThroughTime(w: number, x: readonly number[]): number {
  const states = [0];
  for (const input of x) states.push(Math.tanh(w * states.at(-1)! + input));
  throw new YourTurn(
    `go back from state ${states.length - 1} to 1: what does each step add, what does it pass on?`,
  );
}
