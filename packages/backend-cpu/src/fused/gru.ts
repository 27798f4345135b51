// All steps of a GRU, and their gradient. The gates lie side by side in each row, in the order r z n.

import type { FusedKernel } from '@cambium/tensor/backend';
import { dataOf } from '../buffer.ts';
import { packed } from '../copy.ts';
import { sigmoid } from '../math.ts';
import { matrixOf, multiplyMatrices } from '../matmul.ts';

type Dense = ReturnType<typeof packed>;

/** The states, and for the gradient r, z, what the state adds to n, and n. */
export const gru: FusedKernel<'gru'> = ([projected, weight, bias, initial], [states, gates]) => {
  const [from, shift] = [packed(projected!), packed(bias!)];
  let hidden: Dense = packed(initial!);
  const [time, batch, size] = states!.layout.shape as [number, number, number];
  const matrix = matrixOf(dataOf(weight!), weight!.layout);
  const [out, to] = [dataOf(states!), dataOf(gates!)];
  for (let step = 0; step < time; step++) {
    const gatesAt = gates!.layout.offset + step * batch * 4 * size;
    const projectedAt = from.offset + step * batch * 3 * size;
    const next: Dense = { data: out, offset: states!.layout.offset + step * batch * size };
    multiplyMatrices(
      { rows: batch, depth: size, columns: 3 * size },
      { ...hidden, rowStep: size, columnStep: 1 },
      matrix,
      { data: to, offset: gatesAt, rowStep: 4 * size, columnStep: 1 },
      shift,
    );
    for (let row = 0, k = 0; row < batch; row++) {
      for (let unit = 0; unit < size; unit++, k++) {
        const place = gatesAt + row * 4 * size + unit;
        const given = projectedAt + row * 3 * size + unit;
        const r = sigmoid(to[place]! + from.data[given]!);
        const z = sigmoid(to[place + size]! + from.data[given + size]!);
        const n = Math.tanh(from.data[given + 2 * size]! + r * to[place + 2 * size]!);
        to[place] = r;
        to[place + size] = z;
        to[place + 3 * size] = n;
        out[next.offset + k] = n + z * (hidden.data[hidden.offset + k]! - n);
      }
    }
    hidden = next;
  }
};

/** The gradients of what inputs and state add to the gates, and behind them that of hidden, which grows in place. */
export const gruGrad: FusedKernel<'gruGrad'> = (inputs, [output]) => {
  const [grad, , hidden, states, gates] = inputs.map(packed) as [Dense, Dense, Dense, Dense, Dense];
  const [time, batch, size] = inputs[3]!.layout.shape as [number, number, number];
  const state = batch * size;
  const { strides, offset } = inputs[1]!.layout;
  const back = { data: dataOf(inputs[1]!), offset, rowStep: strides[1]!, columnStep: strides[0]! };
  const to = dataOf(output!);
  const product = new Float64Array(state);
  const hiddenAt = output!.layout.offset + 6 * time * state;
  to.fill(0, hiddenAt, hiddenAt + state);
  for (let step = time - 1; step >= 0; step--) {
    const inputAt = output!.layout.offset + 3 * step * state;
    const stateAt = inputAt + 3 * time * state;
    const before: Dense =
      step === 0 ? hidden : { data: states.data, offset: states.offset + (step - 1) * state };
    for (let row = 0, k = 0; row < batch; row++) {
      for (let unit = 0; unit < size; unit++, k++) {
        const saved = gates.offset + 4 * (step * state + row * size) + unit;
        const r = gates.data[saved]!;
        const z = gates.data[saved + size]!;
        const hiddenNew = gates.data[saved + 2 * size]!;
        const n = gates.data[saved + 3 * size]!;
        const g = to[hiddenAt + k]! + grad.data[grad.offset + step * state + k]!;
        const newGrad = g * (1 - z) * (1 - n * n);
        const updateGrad = g * (before.data[before.offset + k]! - n) * z * (1 - z);
        const resetGrad = newGrad * hiddenNew * r * (1 - r);
        const place = 3 * row * size + unit;
        for (const start of [inputAt, stateAt]) {
          to[start + place] = resetGrad;
          to[start + place + size] = updateGrad;
        }
        to[inputAt + place + 2 * size] = newGrad;
        to[stateAt + place + 2 * size] = newGrad * r;
        to[hiddenAt + k] = g * z;
      }
    }
    multiplyMatrices(
      { rows: batch, depth: 3 * size, columns: size },
      { data: to, offset: stateAt, rowStep: 3 * size, columnStep: 1 },
      back,
      { data: product, offset: 0, rowStep: size, columnStep: 1 },
    );
    for (let k = 0; k < state; k++) to[hiddenAt + k]! += product[k]!;
  }
};
