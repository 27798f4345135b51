// Softmax and its logarithm over rows: three passes over a row that the cache holds.

import { fill32 } from './convert';
import { expOfNegative } from './exponential';
import { splat, storeFirst } from './lanes';
import { greatestOf, sumOf } from './reduce';

/** `e^(x - shift)` of a row. */
function shiftedExp(x: usize, out: usize, n: i32, shift: f32): void {
  const by = splat(shift);
  for (; n >= 8; n -= 8, x += 32, out += 32) {
    v128.store(out, expOfNegative(f32x4.sub(v128.load(x), by)));
    v128.store(out, expOfNegative(f32x4.sub(v128.load(x, 16), by)), 16);
  }
  for (; n > 0; n -= 4, x += 16, out += 16) {
    const value = expOfNegative(f32x4.sub(v128.load(x), by));
    if (n >= 4) v128.store(out, value);
    else storeFirst(out, value, n);
  }
}

function scaleRow(out: usize, n: i32, divisor: f32): void {
  const factor = splat(1 / divisor);
  for (; n > 0; n -= 4, out += 16) {
    const value = f32x4.mul(v128.load(out), factor);
    if (n >= 4) v128.store(out, value);
    else storeFirst(out, value, n);
  }
}

/** Whether a row with this greatest element has a softmax: infinities and NaN make all of it NaN. */
@inline
function isRegular(greatest: f32): bool {
  return abs(greatest) < f32(Infinity);
}

/** `e^x / Σ e^x` of each row. */
export function softmax(x: usize, out: usize, rows: i32, cols: i32): void {
  const pitch = cols << 2;
  for (; rows > 0; rows--, x += pitch, out += pitch) {
    const greatest = greatestOf(x, cols);
    if (!isRegular(greatest)) {
      fill32(out, reinterpret<i32>(f32(NaN)), cols);
      continue;
    }
    shiftedExp(x, out, cols, greatest);
    scaleRow(out, cols, <f32>sumOf(out, cols));
  }
}

/** `x - log Σ e^x` of each row; the shift is not added to the logarithm, which it would drown. */
export function logSoftmax(x: usize, out: usize, rows: i32, cols: i32): void {
  const pitch = cols << 2;
  for (; rows > 0; rows--, x += pitch, out += pitch) {
    const shift = greatestOf(x, cols);
    if (!isRegular(shift)) {
      fill32(out, reinterpret<i32>(f32(NaN)), cols);
      continue;
    }
    shiftedExp(x, out, cols, shift);
    const logSum = <f32>Math.log(sumOf(out, cols));
    const first = splat(shift);
    const second = splat(logSum);
    for (let c = 0; c < cols; c += 4) {
      const value = f32x4.sub(f32x4.sub(v128.load(x + (c << 2)), first), second);
      if (c + 4 <= cols) v128.store(out + (c << 2), value);
      else storeFirst(out + (c << 2), value, cols - c);
    }
  }
}
