// All steps of an LSTM, and their gradient. The gates lie side by side in each row, in the order i f g o.

import type { FusedKernel } from '@cambium/tensor/backend';
import { dataOf } from '../buffer.ts';
import { packed } from '../copy.ts';
import { sigmoid } from '../math.ts';
import { matrixOf, multiplyMatrices } from '../matmul.ts';

type Dense = ReturnType<typeof packed>;

/** Gates `projected + hidden · weight`, activated where they are stored, and the states. */
export const lstm: FusedKernel<'lstm'> = ([projected, weight, ...initial], [states, gates]) => {
  const from = packed(projected!);
  let [hidden, cell] = initial.map((each) => packed(each!)) as [Dense, Dense];
  const [time, batch, width] = gates!.layout.shape as [number, number, number];
  const size = width / 4;
  const matrix = matrixOf(dataOf(weight!), weight!.layout);
  const [out, to] = [dataOf(states!), dataOf(gates!)];
  for (let step = 0; step < time; step++) {
    const gatesAt = gates!.layout.offset + step * batch * width;
    const projectedAt = from.offset + step * batch * width;
    const next: Dense = { data: out, offset: states!.layout.offset + step * batch * size };
    const nextCell: Dense = { data: out, offset: next.offset + time * batch * size };
    multiplyMatrices(
      { rows: batch, depth: size, columns: width },
      { ...hidden, rowStep: size, columnStep: 1 },
      matrix,
      { data: to, offset: gatesAt, rowStep: width, columnStep: 1 },
    );
    for (let row = 0, k = 0; row < batch; row++) {
      for (let unit = 0; unit < size; unit++, k++) {
        const place = row * width + unit;
        const made = gatesAt + place;
        const given = projectedAt + place;
        const i = sigmoid(to[made]! + from.data[given]!);
        const f = sigmoid(to[made + size]! + from.data[given + size]!);
        const g = Math.tanh(to[made + 2 * size]! + from.data[given + 2 * size]!);
        const o = sigmoid(to[made + 3 * size]! + from.data[given + 3 * size]!);
        const c = f * cell.data[cell.offset + k]! + i * g;
        to[made] = i;
        to[made + size] = f;
        to[made + 2 * size] = g;
        to[made + 3 * size] = o;
        out[nextCell.offset + k] = c;
        out[next.offset + k] = o * Math.tanh(c);
      }
    }
    [hidden, cell] = [next, nextCell];
  }
};

/** The gradients of the gates of all steps, and behind them those of hidden and cell, which grow in place. */
export const lstmGrad: FusedKernel<'lstmGrad'> = (inputs, [output]) => {
  const [grad, , cell, states, gates] = inputs.map(packed) as [Dense, Dense, Dense, Dense, Dense];
  const [time, batch, width] = inputs[4]!.layout.shape as [number, number, number];
  const size = width / 4;
  const state = batch * size;
  const { strides, offset } = inputs[1]!.layout;
  const back = { data: dataOf(inputs[1]!), offset, rowStep: strides[1]!, columnStep: strides[0]! };
  const to = dataOf(output!);
  const hiddenAt = output!.layout.offset + time * batch * width;
  const cellAt = hiddenAt + state;
  to.fill(0, hiddenAt, cellAt + state);
  for (let step = time - 1; step >= 0; step--) {
    const start = step * batch * width;
    const gatesAt = output!.layout.offset + start;
    const before: Dense =
      step === 0 ? cell : { data: states.data, offset: states.offset + (time + step - 1) * state };
    for (let row = 0, k = 0; row < batch; row++) {
      for (let unit = 0; unit < size; unit++, k++) {
        const place = row * width + unit;
        const saved = gates.offset + start + place;
        const i = gates.data[saved]!;
        const f = gates.data[saved + size]!;
        const g = gates.data[saved + 2 * size]!;
        const o = gates.data[saved + 3 * size]!;
        const activated = Math.tanh(states.data[states.offset + (time + step) * state + k]!);
        const h = to[hiddenAt + k]! + grad.data[grad.offset + step * state + k]!;
        const ofCell = to[cellAt + k]! + grad.data[grad.offset + (time + step) * state + k]!;
        const c = ofCell + h * o * (1 - activated * activated);
        to[gatesAt + place] = c * g * i * (1 - i);
        to[gatesAt + place + size] = c * before.data[before.offset + k]! * f * (1 - f);
        to[gatesAt + place + 2 * size] = c * i * (1 - g * g);
        to[gatesAt + place + 3 * size] = h * activated * o * (1 - o);
        to[cellAt + k] = c * f;
      }
    }
    multiplyMatrices(
      { rows: batch, depth: width, columns: size },
      { data: to, offset: gatesAt, rowStep: width, columnStep: 1 },
      back,
      { data: to, offset: hiddenAt, rowStep: size, columnStep: 1 },
    );
  }
};
