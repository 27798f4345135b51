// One step of an LSTM, and back-propagation through time with one number.

import { linear, matmul, sigmoid, split, type Tensor, tanh } from 'cambium';

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
  { hidden, cell }: LstmState,
  inputWeight: Tensor,
  hiddenWeight: Tensor,
  bias: Tensor,
): LstmState {
  const gates = linear(x, inputWeight, bias).add(matmul(hidden, hiddenWeight));
  const [i, f, g, o] = split(gates, 4, -1) as [Tensor, Tensor, Tensor, Tensor];
  const next = sigmoid(f)
    .mul(cell)
    .add(sigmoid(i).mul(tanh(g)));
  return { hidden: sigmoid(o).mul(tanh(next)), cell: next };
}

/**
 * The smallest recurrent network: `h[t] = tanh(w h[t − 1] + x[t])` with `h = 0` at the start. Gives the derivative of the
 * last state by `w`, going back through time by hand.
 */
export function gradientThroughTime(w: number, x: readonly number[]): number {
  const states = [0];
  for (const input of x) states.push(Math.tanh(w * states.at(-1)! + input));
  let [slope, total] = [1, 0];
  for (let t = x.length; t > 0; t--) {
    const inner = slope * (1 - states[t]! ** 2);
    total += inner * states[t - 1]!;
    slope = inner * w;
  }
  return total;
}
