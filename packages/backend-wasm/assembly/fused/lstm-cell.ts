// One step of an LSTM, and its gradient. A row of gates is i f g o side by side, `size` numbers each.

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

/** The new cell state of four units; `gates` is where their input gates lie. */
@inline
function remember(gates: usize, pitch: i32, before: v128): v128 {
  const i = gate(v128.load(gates));
  const f = gate(v128.load(gates + pitch));
  return madd(f, before, f32x4.mul(i, tanh(v128.load(gates + 2 * pitch))));
}

/** What four units give out of their cell state. */
@inline
function expose(gates: usize, pitch: i32, state: v128): v128 {
  return f32x4.mul(gate(v128.load(gates + 3 * pitch)), tanh(state));
}

/** The new states of the rows `from` to `to`. Two vectors a turn: one fills the waiting times of the other. */
export function lstmCell(
  gates: usize,
  cell: usize,
  hidden: usize,
  next: usize,
  from: i32,
  to: i32,
  size: i32,
): void {
  const pitch = size << 2;
  for (let row = from; row < to; row++) {
    const first = gates + row * 4 * pitch;
    const before = cell + row * pitch;
    const given = hidden + row * pitch;
    const kept = next + row * pitch;
    let at = 0;
    for (; at + 32 <= pitch; at += 32) {
      const c0 = remember(first + at, pitch, v128.load(before + at));
      const c1 = remember(first + at + 16, pitch, v128.load(before + at, 16));
      const h0 = expose(first + at, pitch, c0);
      const h1 = expose(first + at + 16, pitch, c1);
      v128.store(kept + at, c0);
      v128.store(kept + at, c1, 16);
      v128.store(given + at, h0);
      v128.store(given + at, h1, 16);
    }
    for (; at < pitch; at += 16) {
      const c = remember(first + at, pitch, v128.load(before + at));
      storeSome(kept + at, c, (pitch - at) >> 2);
      storeSome(given + at, expose(first + at, pitch, c), (pitch - at) >> 2);
    }
  }
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
      const c = madd(f32x4.mul(h, o), ofTanh(activated), v128.load(nextGrad + state));
      storeSome(out + at, f32x4.mul(f32x4.mul(c, g), ofSigmoid(i)), left);
      storeSome(out + pitch + at, f32x4.mul(f32x4.mul(c, before), ofSigmoid(f)), left);
      storeSome(out + 2 * pitch + at, f32x4.mul(f32x4.mul(c, i), ofTanh(g)), left);
      storeSome(out + 3 * pitch + at, f32x4.mul(f32x4.mul(h, activated), ofSigmoid(o)), left);
      storeSome(cellGrad + state, f32x4.mul(c, f), left);
    }
  }
}
