// The gradient of one step of a GRU. A row of gates is r z n side by side, `size` numbers each, once from the input
// and once from the hidden state.

import { tanh } from '../elementwise/exponential';
import { madd, splat } from '../elementwise/lanes';
import { gate, storeSome } from './lanes';
import { ofSigmoid, ofTanh } from './lstm-cell-grad';

/** The gradients of both kinds of gates and of the state of up to four units; `g` is that of the new state. */
@inline
export function storeUnitGrads(
  r: v128,
  z: v128,
  hiddenNew: v128,
  n: v128,
  before: v128,
  g: v128,
  ofInput: usize,
  ofHidden: usize,
  pitch: i32,
  hiddenGrad: usize,
  left: i32,
): void {
  const newGrad = f32x4.mul(f32x4.mul(g, f32x4.sub(splat(1), z)), ofTanh(n));
  const updateGrad = f32x4.mul(f32x4.mul(g, f32x4.sub(before, n)), ofSigmoid(z));
  const resetGrad = f32x4.mul(f32x4.mul(newGrad, hiddenNew), ofSigmoid(r));
  storeSome(ofInput, resetGrad, left);
  storeSome(ofInput + pitch, updateGrad, left);
  storeSome(ofInput + 2 * pitch, newGrad, left);
  storeSome(ofHidden, resetGrad, left);
  storeSome(ofHidden + pitch, updateGrad, left);
  storeSome(ofHidden + 2 * pitch, f32x4.mul(newGrad, r), left);
  storeSome(hiddenGrad, f32x4.mul(g, z), left);
}

/** The gradients of both kinds of gates and of the state of the rows `from` to `to`. */
export function gruCellGrad(
  grad: usize,
  inputGates: usize,
  hiddenGates: usize,
  hidden: usize,
  inputGrad: usize,
  hiddenGateGrad: usize,
  hiddenGrad: usize,
  from: i32,
  to: i32,
  size: i32,
): void {
  const pitch = size << 2;
  for (let row = from; row < to; row++) {
    const a = inputGates + row * 3 * pitch;
    const b = hiddenGates + row * 3 * pitch;
    const ofInput = inputGrad + row * 3 * pitch;
    const ofHidden = hiddenGateGrad + row * 3 * pitch;
    for (let at = 0; at < pitch; at += 16) {
      const left = (pitch - at) >> 2;
      const state = row * pitch + at;
      const hiddenNew = v128.load(b + 2 * pitch + at);
      const r = gate(f32x4.add(v128.load(a + at), v128.load(b + at)));
      const z = gate(f32x4.add(v128.load(a + pitch + at), v128.load(b + pitch + at)));
      const n = tanh(madd(r, hiddenNew, v128.load(a + 2 * pitch + at)));
      const g = v128.load(grad + state);
      const before = v128.load(hidden + state);
      storeUnitGrads(r, z, hiddenNew, n, before, g, ofInput + at, ofHidden + at, pitch, hiddenGrad + state, left);
    }
  }
}
