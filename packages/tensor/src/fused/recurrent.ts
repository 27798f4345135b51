// What the steps of recurrent layers and their gradients are made of.

import { add, mul, sub } from '../ops/arithmetic.ts';
import { concat, stack } from '../ops/join.ts';
import { unary } from '../ops/lift.ts';
import { square } from '../ops/math.ts';
import { reshape } from '../ops/shape.ts';
import { split } from '../ops/slice.ts';
import { tanh } from '../ops/trigonometry.ts';
import type { Tensor } from '../tensor.ts';
import type { Decomposition } from './table.ts';

const sigmoid = (x: Tensor): Tensor => unary('sigmoid', x);
/** Derivatives, as functions of the value. */
export const ofSigmoid = (y: Tensor): Tensor => mul(y, sub(1, y));
export const ofTanh = (y: Tensor): Tensor => sub(1, square(y));

type Four = [Tensor, Tensor, Tensor, Tensor];
type Three = [Tensor, Tensor, Tensor];

/** `c = σ(f) · cell + σ(i) · tanh(g)` and `h = σ(o) · tanh(c)`. */
export const lstmCell: Decomposition<'lstmCell'> = ([gates, cell]) => {
  const { i, f, g, o } = lstmGates(gates!);
  const next = add(mul(f, cell!), mul(i, g));
  return [stack([mul(o, tanh(next)), next])];
};

/** The gradients of the gates, row by row, and behind them that of the cell. */
export const lstmCellGrad: Decomposition<'lstmCellGrad'> = ([grad, gates, cell]) => {
  const [hiddenGrad, nextGrad] = split(grad!, 2).map((half) => reshape(half, cell!.shape)) as [
    Tensor,
    Tensor,
  ];
  const { i, f, g, o } = lstmGates(gates!);
  const activated = tanh(add(mul(f, cell!), mul(i, g)));
  const c = add(nextGrad, mul(mul(hiddenGrad, o), ofTanh(activated)));
  const gateGrads = concat(
    [
      mul(mul(c, g), ofSigmoid(i)),
      mul(mul(c, cell!), ofSigmoid(f)),
      mul(mul(c, i), ofTanh(g)),
      mul(mul(hiddenGrad, activated), ofSigmoid(o)),
    ],
    1,
  );
  return [inLine(gateGrads, mul(c, f))];
};

/** `h = (1 − z) · n + z · hidden`. */
export const gruCell: Decomposition<'gruCell'> = ([inputGates, hiddenGates, hidden]) => {
  const { z, n } = gruGates(inputGates!, hiddenGates!);
  return [add(n, mul(z, sub(hidden!, n)))];
};

/** The gradients of the gates from the input and from the hidden state, and behind them that of the hidden state. */
export const gruCellGrad: Decomposition<'gruCellGrad'> = ([g, inputGates, hiddenGates, hidden]) => {
  const { r, z, n, hiddenNew } = gruGates(inputGates!, hiddenGates!);
  const newGrad = mul(mul(g!, sub(1, z)), ofTanh(n));
  const updateGrad = mul(mul(g!, sub(hidden!, n)), ofSigmoid(z));
  const resetGrad = mul(mul(newGrad, hiddenNew), ofSigmoid(r));
  const ofInput = concat([resetGrad, updateGrad, newGrad], 1);
  const ofHidden = concat([resetGrad, updateGrad, mul(newGrad, r)], 1);
  return [inLine(ofInput, ofHidden, mul(g!, z))];
};

/** The activated gates of an LSTM, from rows of them side by side. */
export function lstmGates(gates: Tensor): { i: Tensor; f: Tensor; g: Tensor; o: Tensor } {
  const [i, f, g, o] = split(gates, 4, 1) as Four;
  return { i: sigmoid(i), f: sigmoid(f), g: tanh(g), o: sigmoid(o) };
}

/** The activated gates of a GRU, and what its state adds to the new value. */
export function gruGates(
  inputGates: Tensor,
  hiddenGates: Tensor,
): { r: Tensor; z: Tensor; n: Tensor; hiddenNew: Tensor } {
  const [inputReset, inputUpdate, inputNew] = split(inputGates, 3, 1) as Three;
  const [hiddenReset, hiddenUpdate, hiddenNew] = split(hiddenGates, 3, 1) as Three;
  const r = sigmoid(add(inputReset, hiddenReset));
  const z = sigmoid(add(inputUpdate, hiddenUpdate));
  return { r, z, n: tanh(add(inputNew, mul(r, hiddenNew))), hiddenNew };
}

/** All elements of the tensors, one tensor behind the other. */
export function inLine(...tensors: readonly Tensor[]): Tensor {
  return concat(tensors.map((each) => reshape(each, [each.size])));
}
