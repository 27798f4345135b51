// One step of an LSTM, and its gradient: four gates side by side in each row.

import type { DTypeArray, FusedKernel } from '@cambium/tensor/backend';
import { dataOf } from '../buffer.ts';
import { packed } from '../copy.ts';
import { sigmoid } from '../math.ts';

interface Step {
  readonly i: number;
  readonly f: number;
  readonly g: number;
  readonly o: number;
  /** The new cell state. */
  readonly next: number;
}

/** Gates and new cell state of one unit; `at` is its place in the row of gates. */
function stepOf(gates: DTypeArray, at: number, hidden: number, cell: number): Step {
  const i = sigmoid(gates[at]!);
  const f = sigmoid(gates[at + hidden]!);
  const g = Math.tanh(gates[at + 2 * hidden]!);
  return { i, f, g, o: sigmoid(gates[at + 3 * hidden]!), next: f * cell + i * g };
}

/** `c = σ(f) · cell + σ(i) · tanh(g)` and `h = σ(o) · tanh(c)`. */
export const lstmCell: FusedKernel<'lstmCell'> = ([gates, cell], [output]) => {
  const [from, before] = [packed(gates!), packed(cell!)];
  const [batch, hidden] = cell!.layout.shape as [number, number];
  const to = dataOf(output!);
  const start = output!.layout.offset;
  for (let row = 0, k = 0; row < batch; row++) {
    for (let unit = 0; unit < hidden; unit++, k++) {
      const at = from.offset + row * 4 * hidden + unit;
      const { o, next } = stepOf(from.data, at, hidden, before.data[before.offset + k]!);
      to[start + k] = o * Math.tanh(next);
      to[start + batch * hidden + k] = next;
    }
  }
};

/** The gradients of the gates, row by row, and behind them that of the cell. */
export const lstmCellGrad: FusedKernel<'lstmCellGrad'> = ([grad, gates, cell], [output]) => {
  const [upper, from, before] = [packed(grad!), packed(gates!), packed(cell!)];
  const [batch, hidden] = cell!.layout.shape as [number, number];
  const size = batch * hidden;
  const to = dataOf(output!);
  const start = output!.layout.offset;
  for (let row = 0, k = 0; row < batch; row++) {
    for (let unit = 0; unit < hidden; unit++, k++) {
      const place = row * 4 * hidden + unit;
      const state = before.data[before.offset + k]!;
      const { i, f, g, o, next } = stepOf(from.data, from.offset + place, hidden, state);
      const hiddenGrad = upper.data[upper.offset + k]!;
      const activated = Math.tanh(next);
      const c = upper.data[upper.offset + size + k]! + hiddenGrad * o * (1 - activated * activated);
      to[start + place] = c * g * i * (1 - i);
      to[start + place + hidden] = c * state * f * (1 - f);
      to[start + place + 2 * hidden] = c * i * (1 - g * g);
      to[start + place + 3 * hidden] = hiddenGrad * activated * o * (1 - o);
      to[start + 4 * size + k] = c * f;
    }
  }
};
