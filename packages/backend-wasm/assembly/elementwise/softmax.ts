// Softmax and its logarithm over rows: three passes over a row that the cache holds.

import { fill32 } from './convert';
import { madd, splat, storeFirst } from './lanes';

/**
 * What `shiftedExp` needs, in memory: engines would build constants of the code anew for each vector.
 *
 * log₂ e. A number that rounds to an integer when it is added, which then stands in the low bits, larger by the bias of
 * exponents. The least power of two, smaller ones count as 0: its biased exponent is 0. And 2^f for |f| ≤ ½, highest power
 * first: the polynomial of degree 5 whose greatest relative error is least (9e-8).
 */
const constants = memory.data<f32>([
  1.44269504, 12583039, -127, 1.3264746e-3, 9.671513e-3, 5.5507336e-2, 2.4022242e-1, 6.93147e-1, 1,
]);
/** Numbers that are summed in single precision before they join a sum in double precision. */
const BLOCK: i32 = 512;

/**
 * `e^(x - shift)`, for x that is not greater than the shift; NaN stays. A power of two, since rounding the product with
 * log₂ e costs no more than rounding the difference did; shorter than `exp`, which is as precise for any x.
 */
@inline
function shiftedExp(
  x: v128, shift: v128, log2e: v128, rounder: v128, least: v128,
  c5: v128, c4: v128, c3: v128, c2: v128, c1: v128, c0: v128,
): v128 {
  const power = f32x4.pmax(f32x4.mul(f32x4.sub(x, shift), log2e), least);
  const rounded = f32x4.add(power, rounder);
  const f = f32x4.sub(power, f32x4.sub(rounded, rounder));
  const p = madd(madd(madd(madd(madd(c5, f, c4), f, c3), f, c2), f, c1), f, c0);
  return f32x4.mul(p, i32x4.shl(rounded, 23));
}

/** The greatest of a row; anything if there is NaN in it. */
function greatestOf(x: usize, n: i32): f32 {
  let a = v128.load32_splat(x);
  let b = a;
  let c = a;
  let d = a;
  for (; n >= 16; n -= 16, x += 64) {
    a = f32x4.pmax(a, v128.load(x));
    b = f32x4.pmax(b, v128.load(x, 16));
    c = f32x4.pmax(c, v128.load(x, 32));
    d = f32x4.pmax(d, v128.load(x, 48));
  }
  a = f32x4.pmax(f32x4.pmax(a, b), f32x4.pmax(c, d));
  for (; n >= 4; n -= 4, x += 16) a = f32x4.pmax(a, v128.load(x));
  for (; n > 0; n--, x += 4) a = f32x4.pmax(a, v128.load32_splat(x));
  a = f32x4.pmax(a, i32x4.shuffle(a, a, 2, 3, 0, 1));
  a = f32x4.pmax(a, i32x4.shuffle(a, a, 1, 0, 3, 2));
  return f32x4.extract_lane(a, 0);
}

/** Writes `e^(x - shift)` of a row and returns the sum. */
function exponentials(x: usize, out: usize, n: i32, shift: f32): f64 {
  const by = splat(shift);
  const log2e = v128.load32_splat(constants);
  const rounder = v128.load32_splat(constants, 4);
  const least = v128.load32_splat(constants, 8);
  const c5 = v128.load32_splat(constants, 12);
  const c4 = v128.load32_splat(constants, 16);
  const c3 = v128.load32_splat(constants, 20);
  const c2 = v128.load32_splat(constants, 24);
  const c1 = v128.load32_splat(constants, 28);
  const c0 = v128.load32_splat(constants, 32);
  let total: f64 = 0;
  while (n > 0) {
    let left = min(n, BLOCK);
    n -= left;
    let sum0 = splat(0);
    let sum1 = splat(0);
    for (; left >= 8; left -= 8, x += 32, out += 32) {
      const first = shiftedExp(v128.load(x), by, log2e, rounder, least, c5, c4, c3, c2, c1, c0);
      const second = shiftedExp(v128.load(x, 16), by, log2e, rounder, least, c5, c4, c3, c2, c1, c0);
      v128.store(out, first);
      v128.store(out, second, 16);
      sum0 = f32x4.add(sum0, first);
      sum1 = f32x4.add(sum1, second);
    }
    for (; left > 0; left -= 4, x += 16, out += 16) {
      const value = shiftedExp(v128.load(x), by, log2e, rounder, least, c5, c4, c3, c2, c1, c0);
      if (left >= 4) {
        v128.store(out, value);
        sum0 = f32x4.add(sum0, value);
      } else {
        storeFirst(out, value, left);
        const isThere = i32x4.lt_s(i32x4(0, 1, 2, 3), i32x4.splat(left));
        sum1 = f32x4.add(sum1, v128.and(value, isThere));
      }
    }
    total += sumOfLanes(f32x4.add(sum0, sum1));
  }
  return total;
}

@inline
function sumOfLanes(x: v128): f64 {
  const upper = i64x2.shuffle(x, x, 1, 1);
  const pairs = f64x2.add(f64x2.promote_low_f32x4(x), f64x2.promote_low_f32x4(upper));
  return f64x2.extract_lane(pairs, 0) + f64x2.extract_lane(pairs, 1);
}

function scaleRow(out: usize, n: i32, divisor: f32): void {
  const factor = splat(1 / divisor);
  for (; n >= 16; n -= 16, out += 64) {
    v128.store(out, f32x4.mul(v128.load(out), factor));
    v128.store(out, f32x4.mul(v128.load(out, 16), factor), 16);
    v128.store(out, f32x4.mul(v128.load(out, 32), factor), 32);
    v128.store(out, f32x4.mul(v128.load(out, 48), factor), 48);
  }
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

/** `e^x / Σ e^x` of each row. A NaN anywhere in it makes the sum NaN, and with it the row. */
export function softmax(x: usize, out: usize, rows: i32, cols: i32): void {
  const pitch = cols << 2;
  for (; rows > 0; rows--, x += pitch, out += pitch) {
    const greatest = greatestOf(x, cols);
    if (isRegular(greatest)) scaleRow(out, cols, <f32>exponentials(x, out, cols, greatest));
    else fill32(out, reinterpret<i32>(f32(NaN)), cols);
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
    const logSum = <f32>Math.log(exponentials(x, out, cols, shift));
    const first = splat(shift);
    const second = splat(logSum);
    for (let c = 0; c < cols; c += 4) {
      const value = f32x4.sub(f32x4.sub(v128.load(x + (c << 2)), first), second);
      if (c + 4 <= cols) v128.store(out + (c << 2), value);
      else storeFirst(out + (c << 2), value, cols - c);
    }
  }
}
