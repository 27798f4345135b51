// All steps of an LSTM, and their gradient. Samples do not meet: threads share the rows of the batch, and each goes
// through all steps with its own. A row of gates is i f g o side by side, `size` numbers each.

import { tanh } from '../elementwise/exponential';
import { madd } from '../elementwise/lanes';
import { gate, storeSome } from './lanes';
import { storeUnitGrads } from './lstm-cell-grad';
import { multiplyStep } from './step-product';

/** Activates the gates of up to four units where they lie, and stores the new states. */
@inline
function advance(
  projected: usize,
  gates: usize,
  pitch: i32,
  before: usize,
  hidden: usize,
  cell: usize,
  left: i32,
): void {
  const i = gate(f32x4.add(v128.load(gates), v128.load(projected)));
  const f = gate(f32x4.add(v128.load(gates + pitch), v128.load(projected + pitch)));
  const g = tanh(f32x4.add(v128.load(gates + 2 * pitch), v128.load(projected + 2 * pitch)));
  const o = gate(f32x4.add(v128.load(gates + 3 * pitch), v128.load(projected + 3 * pitch)));
  const c = madd(f, v128.load(before), f32x4.mul(i, g));
  storeSome(gates, i, left);
  storeSome(gates + pitch, f, left);
  storeSome(gates + 2 * pitch, g, left);
  storeSome(gates + 3 * pitch, o, left);
  storeSome(cell, c, left);
  storeSome(hidden, f32x4.mul(o, tanh(c)), left);
}

/**
 * One step of the rows `from` to `to`: the gates are sums of two parts, of which the second makes room for them. Two
 * vectors a turn: one fills the waiting times of the other.
 */
export function lstmStep(
  projected: usize,
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
    const given = projected + row * 4 * pitch;
    const made = gates + row * 4 * pitch;
    const before = cell + row * pitch;
    const out = hidden + row * pitch;
    const kept = next + row * pitch;
    let at = 0;
    for (; at + 32 <= pitch; at += 32) {
      advance(given + at, made + at, pitch, before + at, out + at, kept + at, 4);
      advance(given + at + 16, made + at + 16, pitch, before + at + 16, out + at + 16, kept + at + 16, 4);
    }
    for (; at < pitch; at += 16) {
      advance(given + at, made + at, pitch, before + at, out + at, kept + at, (pitch - at) >> 2);
    }
  }
}

/**
 * The steps of the rows `from` to `to`.
 *
 * @param weight packed, [size, 4 · size]
 * @param states hidden states of all steps, and behind them the cells
 */
export function lstm(
  projected: usize,
  weight: usize,
  hidden: usize,
  cell: usize,
  states: usize,
  gates: usize,
  time: i32,
  batch: i32,
  size: i32,
  scratch: usize,
  from: i32,
  to: i32,
): void {
  const pitch = size << 2;
  const step = batch * pitch;
  let cells = states + time * step;
  for (let t = 0; t < time; t++) {
    multiplyStep(size, 4 * size, hidden, pitch, weight, gates, 4 * pitch, false, scratch, from, to);
    lstmStep(projected, gates, cell, states, cells, from, to, size);
    hidden = states;
    cell = cells;
    states += step;
    cells += step;
    gates += 4 * step;
    projected += 4 * step;
  }
}

/**
 * The gradients of the rows `from` to `to`: of the gates of all steps, and of the states before the first one, which hold
 * those of later steps on the way.
 *
 * @param grad of the hidden states of all steps, and behind them of the cells
 * @param weight packed the other way round, [4 · size, size]
 */
export function lstmGrad(
  grad: usize,
  weight: usize,
  cell: usize,
  states: usize,
  gates: usize,
  gateGrad: usize,
  hiddenGrad: usize,
  cellGrad: usize,
  time: i32,
  batch: i32,
  size: i32,
  scratch: usize,
  from: i32,
  to: i32,
): void {
  const pitch = size << 2;
  const step = batch * pitch;
  memory.fill(hiddenGrad + from * pitch, 0, (to - from) * pitch);
  memory.fill(cellGrad + from * pitch, 0, (to - from) * pitch);
  for (let t = time - 1; t >= 0; t--) {
    const ofHidden = grad + t * step;
    const ofCell = ofHidden + time * step;
    const now = states + (time + t) * step;
    const before = t === 0 ? cell : now - step;
    const given = gates + t * 4 * step;
    const out = gateGrad + t * 4 * step;
    for (let row = from; row < to; row++) {
      const first = row * 4 * pitch;
      for (let at = 0; at < pitch; at += 16) {
        const left = (pitch - at) >> 2;
        const state = row * pitch + at;
        const place = first + at;
        const i = v128.load(given + place);
        const f = v128.load(given + place + pitch);
        const g = v128.load(given + place + 2 * pitch);
        const o = v128.load(given + place + 3 * pitch);
        const activated = tanh(v128.load(now + state));
        const h = f32x4.add(v128.load(hiddenGrad + state), v128.load(ofHidden + state));
        const later = f32x4.add(v128.load(cellGrad + state), v128.load(ofCell + state));
        const old = v128.load(before + state);
        storeUnitGrads(i, f, g, o, old, activated, h, later, out + place, pitch, cellGrad + state, left);
      }
    }
    multiplyStep(4 * size, size, out, 4 * pitch, weight, hiddenGrad, pitch, false, scratch, from, to);
  }
}
