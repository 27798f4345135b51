// The gradient of one step of an LSTM. A row of gates is i f g o side by side, `size` numbers each.

import { tanh } from '../elementwise/exponential';
import { madd, splat } from '../elementwise/lanes';
import { gate, storeSome } from './lanes';

/** `y (1 - y)`. */
@inline
export function ofSigmoid(y: v128): v128 {
  return f32x4.mul(y, f32x4.sub(splat(1), y));
}

/** `1 - y²`. */
@inline
export function ofTanh(y: v128): v128 {
  return f32x4.sub(splat(1), f32x4.mul(y, y));
}

/**
 * The gradients of the gates and of the cell of up to four units.
 *
 * @param activated tanh of the new cell state
 * @param h the gradient of the hidden state, and `later` that of the new cell state
 */
@inline
export function storeUnitGrads(
  i: v128,
  f: v128,
  g: v128,
  o: v128,
  before: v128,
  activated: v128,
  h: v128,
  later: v128,
  gateGrad: usize,
  pitch: i32,
  cellGrad: usize,
  left: i32,
): void {
  const c = madd(f32x4.mul(h, o), ofTanh(activated), later);
  storeSome(gateGrad, f32x4.mul(f32x4.mul(c, g), ofSigmoid(i)), left);
  storeSome(gateGrad + pitch, f32x4.mul(f32x4.mul(c, before), ofSigmoid(f)), left);
  storeSome(gateGrad + 2 * pitch, f32x4.mul(f32x4.mul(c, i), ofTanh(g)), left);
  storeSome(gateGrad + 3 * pitch, f32x4.mul(f32x4.mul(h, activated), ofSigmoid(o)), left);
  storeSome(cellGrad, f32x4.mul(c, f), left);
}

/** The gradients of the gates and of the cell of the rows `from` to `to`. */
export function lstmCellGrad(
  hiddenGrad: usize,
  nextGrad: usize,
  gates: usize,
  cell: usize,
  gateGrad: usize,
  cellGrad: usize,
  from: i32,
  to: i32,
  size: i32,
): void {
  const pitch = size << 2;
  for (let row = from; row < to; row++) {
    const first = gates + row * 4 * pitch;
    const out = gateGrad + row * 4 * pitch;
    for (let at = 0; at < pitch; at += 16) {
      const left = (pitch - at) >> 2;
      const state = row * pitch + at;
      const i = gate(v128.load(first + at));
      const f = gate(v128.load(first + pitch + at));
      const g = tanh(v128.load(first + 2 * pitch + at));
      const o = gate(v128.load(first + 3 * pitch + at));
      const before = v128.load(cell + state);
      const activated = tanh(madd(f, before, f32x4.mul(i, g)));
      const h = v128.load(hiddenGrad + state);
      const later = v128.load(nextGrad + state);
      storeUnitGrads(i, f, g, o, before, activated, h, later, out + at, pitch, cellGrad + state, left);
    }
  }
}
