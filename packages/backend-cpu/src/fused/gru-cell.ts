// One step of a GRU, and its gradient: three gates side by side in each row, from the input and from the hidden state.

import type { FusedKernel } from '@cambium/tensor/backend';
import { dataOf } from '../buffer.ts';
import { packed } from '../copy.ts';
import { sigmoid } from '../math.ts';

type Dense = ReturnType<typeof packed>;

/** The gates of one unit; `at` is its place in the rows of gates. */
function gatesOf(input: Dense, hidden: Dense, at: number, width: number) {
  const a = (gate: number) => input.data[input.offset + at + gate * width]!;
  const b = (gate: number) => hidden.data[hidden.offset + at + gate * width]!;
  const r = sigmoid(a(0) + b(0));
  return { r, z: sigmoid(a(1) + b(1)), n: Math.tanh(a(2) + r * b(2)), hiddenNew: b(2) };
}

/** `h = (1 − z) · n + z · hidden`. */
export const gruCell: FusedKernel<'gruCell'> = (inputs, [output]) => {
  const [input, hidden, state] = inputs.map(packed) as [Dense, Dense, Dense];
  const [batch, width] = output!.layout.shape as [number, number];
  const to = dataOf(output!);
  for (let row = 0, k = 0; row < batch; row++) {
    for (let unit = 0; unit < width; unit++, k++) {
      const { z, n } = gatesOf(input, hidden, row * 3 * width + unit, width);
      to[output!.layout.offset + k] = n + z * (state.data[state.offset + k]! - n);
    }
  }
};

/** The gradients of both kinds of gates, and behind them that of the hidden state. */
export const gruCellGrad: FusedKernel<'gruCellGrad'> = (inputs, [output]) => {
  const [grad, input, hidden, state] = inputs.map(packed) as [Dense, Dense, Dense, Dense];
  const [batch, width] = inputs[3]!.layout.shape as [number, number];
  const size = batch * width;
  const to = dataOf(output!);
  const start = output!.layout.offset;
  for (let row = 0, k = 0; row < batch; row++) {
    for (let unit = 0; unit < width; unit++, k++) {
      const place = row * 3 * width + unit;
      const { r, z, n, hiddenNew } = gatesOf(input, hidden, place, width);
      const g = grad.data[grad.offset + k]!;
      const newGrad = g * (1 - z) * (1 - n * n);
      const updateGrad = g * (state.data[state.offset + k]! - n) * z * (1 - z);
      const resetGrad = newGrad * hiddenNew * r * (1 - r);
      for (const gates of [start + place, start + 3 * size + place]) {
        to[gates] = resetGrad;
        to[gates + width] = updateGrad;
      }
      to[start + place + 2 * width] = newGrad;
      to[start + 3 * size + place + 2 * width] = newGrad * r;
      to[start + 6 * size + k] = g * z;
    }
  }
};
