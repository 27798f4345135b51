// All steps of a GRU, and their gradient, shared by rows as those of an LSTM. A row of the inputs' part of the gates is
// r z n side by side, `size` numbers each; a row of what is kept for the gradient is r, z, what the state adds to n, and n.

import { tanh } from '../elementwise/exponential';
import { madd } from '../elementwise/lanes';
import { storeUnitGrads } from './gru-cell-grad';
import { gate, storeSome } from './lanes';
import { multiplyStep } from './step-product';

/** Activates the gates of up to four units where they lie, and stores the new state. */
@inline
function advance(
  projected: usize,
  bias: usize,
  gates: usize,
  pitch: i32,
  before: usize,
  after: usize,
  left: i32,
): void {
  const reset = f32x4.add(v128.load(gates), v128.load(bias));
  const update = f32x4.add(v128.load(gates + pitch), v128.load(bias + pitch));
  const hiddenNew = f32x4.add(v128.load(gates + 2 * pitch), v128.load(bias + 2 * pitch));
  const r = gate(f32x4.add(v128.load(projected), reset));
  const z = gate(f32x4.add(v128.load(projected + pitch), update));
  const n = tanh(madd(r, hiddenNew, v128.load(projected + 2 * pitch)));
  storeSome(gates, r, left);
  storeSome(gates + pitch, z, left);
  storeSome(gates + 2 * pitch, hiddenNew, left);
  storeSome(gates + 3 * pitch, n, left);
  storeSome(after, madd(z, f32x4.sub(v128.load(before), n), n), left);
}

/** One step of the rows `from` to `to`. Two vectors a turn: one fills the waiting times of the other. */
export function gruStep(
  projected: usize,
  bias: usize,
  gates: usize,
  hidden: usize,
  next: usize,
  from: i32,
  to: i32,
  size: i32,
): void {
  const pitch = size << 2;
  for (let row = from; row < to; row++) {
    const given = projected + row * 3 * pitch;
    const made = gates + row * 4 * pitch;
    const before = hidden + row * pitch;
    const out = next + row * pitch;
    let at = 0;
    for (; at + 32 <= pitch; at += 32) {
      advance(given + at, bias + at, made + at, pitch, before + at, out + at, 4);
      advance(given + at + 16, bias + at + 16, made + at + 16, pitch, before + at + 16, out + at + 16, 4);
    }
    for (; at < pitch; at += 16) {
      advance(given + at, bias + at, made + at, pitch, before + at, out + at, (pitch - at) >> 2);
    }
  }
}

/**
 * The steps of the rows `from` to `to`.
 *
 * @param weight packed, [size, 3 · size]
 */
export function gru(
  projected: usize,
  weight: usize,
  bias: usize,
  hidden: usize,
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
  for (let t = 0; t < time; t++) {
    multiplyStep(size, 3 * size, hidden, pitch, weight, gates, 4 * pitch, false, scratch, from, to);
    gruStep(projected, bias, gates, hidden, states, from, to, size);
    hidden = states;
    states += step;
    gates += 4 * step;
    projected += 3 * step;
  }
}

/**
 * The gradients of the rows `from` to `to`: of what inputs and state add to the gates of all steps, and of the state
 * before the first one, which holds that of later steps on the way.
 *
 * @param weight packed the other way round, [3 · size, size]
 */
export function gruGrad(
  grad: usize,
  weight: usize,
  hidden: usize,
  states: usize,
  gates: usize,
  inputGrad: usize,
  stateGrad: usize,
  hiddenGrad: usize,
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
  for (let t = time - 1; t >= 0; t--) {
    const before = t === 0 ? hidden : states + (t - 1) * step;
    const ofInput = inputGrad + t * 3 * step;
    const ofState = stateGrad + t * 3 * step;
    for (let row = from; row < to; row++) {
      const given = gates + t * 4 * step + row * 4 * pitch;
      const first = row * 3 * pitch;
      for (let at = 0; at < pitch; at += 16) {
        const left = (pitch - at) >> 2;
        const state = row * pitch + at;
        const place = first + at;
        const r = v128.load(given + at);
        const z = v128.load(given + pitch + at);
        const hiddenNew = v128.load(given + 2 * pitch + at);
        const n = v128.load(given + 3 * pitch + at);
        const g = f32x4.add(v128.load(hiddenGrad + state), v128.load(grad + t * step + state));
        const old = v128.load(before + state);
        const out = hiddenGrad + state;
        storeUnitGrads(r, z, hiddenNew, n, old, g, ofInput + place, ofState + place, pitch, out, left);
      }
    }
    multiplyStep(3 * size, size, ofState, 3 * pitch, weight, hiddenGrad, pitch, true, scratch, from, to);
  }
}
