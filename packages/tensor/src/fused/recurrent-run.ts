// What all steps of a recurrent layer, and their gradients, are made of. Gradients go back from the last step.

import { add, mul, sub } from '../ops/arithmetic.ts';
import { zerosLike } from '../ops/create.ts';
import { concat, stack } from '../ops/join.ts';
import { matmul } from '../ops/product.ts';
import { transpose } from '../ops/shape.ts';
import { at, split } from '../ops/slice.ts';
import { tanh } from '../ops/trigonometry.ts';
import type { Tensor } from '../tensor.ts';
import { gruGates, inLine, lstmGates, ofSigmoid, ofTanh } from './recurrent.ts';
import type { Decomposition } from './table.ts';

type Four = [Tensor, Tensor, Tensor, Tensor];

/** `lstmCell` from step to step, with the gates `projected + hidden · weight`. */
export const lstm: Decomposition<'lstm'> = ([projected, weight, ...initial]) => {
  let [hidden, cell] = initial as [Tensor, Tensor];
  const hiddens: Tensor[] = [];
  const cells: Tensor[] = [];
  const gates: Tensor[] = [];
  for (let step = 0; step < projected!.shape[0]!; step++) {
    const { i, f, g, o } = lstmGates(add(at(projected!, step), matmul(hidden, weight!)));
    cell = add(mul(f, cell), mul(i, g));
    hidden = mul(o, tanh(cell));
    hiddens.push(hidden);
    cells.push(cell);
    gates.push(concat([i, f, g, o], 1));
  }
  return [stack([stack(hiddens), stack(cells)]), stack(gates)];
};

/** The gradients of the gates of all steps, and behind them those of hidden and cell. */
export const lstmGrad: Decomposition<'lstmGrad'> = ([grad, weight, cell, states, gates]) => {
  const back = transpose(weight!);
  const gateGrads: Tensor[] = [];
  let [hiddenGrad, cellGrad] = [zerosLike(cell!), zerosLike(cell!)];
  for (let step = gates!.shape[0]! - 1; step >= 0; step--) {
    const [i, f, g, o] = split(at(gates!, step), 4, 1) as Four;
    const before = step === 0 ? cell! : at(states!, 1, step - 1);
    const activated = tanh(at(states!, 1, step));
    const h = add(hiddenGrad, at(grad!, 0, step));
    const c = add(add(cellGrad, at(grad!, 1, step)), mul(mul(h, o), ofTanh(activated)));
    const ofGates = [
      mul(mul(c, g), ofSigmoid(i)),
      mul(mul(c, before), ofSigmoid(f)),
      mul(mul(c, i), ofTanh(g)),
      mul(mul(h, activated), ofSigmoid(o)),
    ];
    const gateGrad = concat(ofGates, 1);
    gateGrads[step] = gateGrad;
    hiddenGrad = matmul(gateGrad, back);
    cellGrad = mul(c, f);
  }
  return [inLine(stack(gateGrads), hiddenGrad, cellGrad)];
};

/** `gruCell` from step to step, with the gates `projected` and `hidden · weight + bias`. */
export const gru: Decomposition<'gru'> = ([projected, weight, bias, initial]) => {
  let hidden = initial!;
  const states: Tensor[] = [];
  const gates: Tensor[] = [];
  for (let step = 0; step < projected!.shape[0]!; step++) {
    const hiddenGates = add(matmul(hidden, weight!), bias!);
    const { r, z, n, hiddenNew } = gruGates(at(projected!, step), hiddenGates);
    hidden = add(n, mul(z, sub(hidden, n)));
    states.push(hidden);
    gates.push(concat([r, z, hiddenNew, n], 1));
  }
  return [stack(states), stack(gates)];
};

/** The gradients of what inputs and state add to the gates of all steps, and behind them that of hidden. */
export const gruGrad: Decomposition<'gruGrad'> = ([grad, weight, hidden, states, gates]) => {
  const back = transpose(weight!);
  const ofInput: Tensor[] = [];
  const ofState: Tensor[] = [];
  let hiddenGrad = zerosLike(hidden!);
  for (let step = gates!.shape[0]! - 1; step >= 0; step--) {
    const [r, z, hiddenNew, n] = split(at(gates!, step), 4, 1) as Four;
    const before = step === 0 ? hidden! : at(states!, step - 1);
    const h = add(hiddenGrad, at(grad!, step));
    const newGrad = mul(mul(h, sub(1, z)), ofTanh(n));
    const updateGrad = mul(mul(h, sub(before, n)), ofSigmoid(z));
    const resetGrad = mul(mul(newGrad, hiddenNew), ofSigmoid(r));
    ofInput[step] = concat([resetGrad, updateGrad, newGrad], 1);
    const stateGrad = concat([resetGrad, updateGrad, mul(newGrad, r)], 1);
    ofState[step] = stateGrad;
    hiddenGrad = add(mul(h, z), matmul(stateGrad, back));
  }
  return [inLine(stack(ofInput), stack(ofState), hiddenGrad)];
};
