// Cross-entropy of rows of scores and their labels, and its gradient. Labels are checked beforehand.

import { fill32 } from '../elementwise/convert';
import { expOfNegative } from '../elementwise/exponential';
import { splat } from '../elementwise/lanes';
import { log } from '../elementwise/logarithm';
import { greatestOf } from '../elementwise/reduce';
import { firstLanes, storeSome, sumOfLanes } from './lanes';

/** Exponentials that are summed in single precision before they join a sum in double precision. */
const BLOCK: i32 = 512;

/** The greatest of `n` neighbours. A few are compared four at a time, the last four once more. */
@inline
function greatestOfRow(x: usize, n: i32): f32 {
  if (n < 4 || n > 64) return greatestOf(x, n);
  let best = v128.load(x + ((n - 4) << 2));
  for (; n > 4; n -= 4, x += 16) best = f32x4.max(best, v128.load(x));
  best = f32x4.max(best, i32x4.shuffle(best, best, 2, 3, 0, 1));
  return f32x4.extract_lane(f32x4.max(best, i32x4.shuffle(best, best, 1, 0, 3, 2)), 0);
}

/** `Σ e^(x - shift)` of a row; the exponentials are stored where `out` is not 0. */
@inline
function sumOfExponentials(x: usize, n: i32, shift: f32, out: usize): f64 {
  const by = splat(shift);
  let total: f64 = 0;
  while (n > 0) {
    let left = min(n, BLOCK);
    n -= left;
    let sum = splat(0);
    for (; left > 0; left -= 4, x += 16) {
      const value = expOfNegative(f32x4.sub(v128.load(x), by));
      sum = f32x4.add(sum, left >= 4 ? value : firstLanes(value, left));
      if (out != 0) {
        storeSome(out, value, left);
        out += 16;
      }
    }
    total += sumOfLanes(sum);
  }
  return total;
}

/** Whether a row with this greatest score has a softmax: infinities and NaN make all of it NaN. */
@inline
function isRegular(greatest: f32): bool {
  return abs(greatest) < f32(Infinity);
}

/** `Σ e^(x - shift)` of a row, or NaN where it has no softmax. */
@inline
function regularSum(x: usize, cols: i32, shift: f32): f32 {
  return isRegular(shift) ? <f32>sumOfExponentials(x, cols, shift, 0) : f32(NaN);
}

/** The score of the label in a row. */
@inline
function chosen(x: usize, label: usize): f32 {
  return load<f32>(x + (load<i32>(label) << 2));
}

/** `log Σ e^x - x[label]` of the rows `from` to `to`, with one logarithm for four rows. */
export function crossEntropy(logits: usize, labels: usize, out: usize, from: i32, to: i32, cols: i32): void {
  const pitch = cols << 2;
  for (let row = from; row < to; row += 4) {
    // Behind the last row the last one stands in again.
    const left = to - row - 1;
    const x0 = logits + row * pitch;
    const x1 = x0 + min(1, left) * pitch;
    const x2 = x0 + min(2, left) * pitch;
    const x3 = x0 + min(3, left) * pitch;
    const label = labels + (row << 2);
    const shift0 = greatestOfRow(x0, cols);
    const shift1 = greatestOfRow(x1, cols);
    const shift2 = greatestOfRow(x2, cols);
    const shift3 = greatestOfRow(x3, cols);
    let sums = splat(regularSum(x0, cols, shift0));
    sums = f32x4.replace_lane(sums, 1, regularSum(x1, cols, shift1));
    sums = f32x4.replace_lane(sums, 2, regularSum(x2, cols, shift2));
    sums = f32x4.replace_lane(sums, 3, regularSum(x3, cols, shift3));
    let scores = splat(chosen(x0, label) - shift0);
    scores = f32x4.replace_lane(scores, 1, chosen(x1, label + (min(1, left) << 2)) - shift1);
    scores = f32x4.replace_lane(scores, 2, chosen(x2, label + (min(2, left) << 2)) - shift2);
    scores = f32x4.replace_lane(scores, 3, chosen(x3, label + (min(3, left) << 2)) - shift3);
    storeSome(out + (row << 2), f32x4.sub(log(sums, false), scores), to - row);
  }
}

/** `g (softmax(x) - one-hot)` of the rows `from` to `to`. */
export function crossEntropyGrad(
  grad: usize,
  logits: usize,
  labels: usize,
  out: usize,
  from: i32,
  to: i32,
  cols: i32,
): void {
  for (let row = from; row < to; row++) {
    const x = logits + ((row * cols) << 2);
    const result = out + ((row * cols) << 2);
    const shift = greatestOfRow(x, cols);
    if (!isRegular(shift)) {
      fill32(result, reinterpret<i32>(f32(NaN)), cols);
      continue;
    }
    const sum = sumOfExponentials(x, cols, shift, result);
    const g = load<f32>(grad + (row << 2));
    const place = result + (load<i32>(labels + (row << 2)) << 2);
    // The label's own error is a small difference of large numbers where the model is sure.
    const error = <f32>((<f64>load<f32>(place) - sum) / sum) * g;
    const factor = splat(<f32>(<f64>g / sum));
    for (let c = 0; c < cols; c += 4) {
      const at = result + (c << 2);
      storeSome(at, f32x4.mul(v128.load(at), factor), cols - c);
    }
    store<f32>(place, error);
  }
}
