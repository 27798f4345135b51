// e^x and what is made of it: expm1, sigmoid, tanh, softplus' inner part. Polynomials of Cephes; errors are measured in test/accuracy.

import { atLeast, atMost, choose, madd, splat, withSign } from './lanes';

const LOG2_E: f32 = 1.44269504;
/** ln 2 in two parts; the first has so few bits that a multiple of it is exact. */
const LN2_HIGH: f32 = 0.693359375;
const LN2_LOW: f32 = -2.1219444e-4;
/** Adding it rounds to an integer, which then stands in the low bits. */
const ROUNDER: f32 = 12582912;
const ROUNDER_BITS: i32 = 0x4b400000;

/** `(e^r - 1 - r) / r²` for |r| ≤ ln 2 / 2: the polynomial of degree 4 that is nearest to it. */
@inline
function series(r: v128): v128 {
  let p = madd(splat(1.38143206e-3), r, splat(8.36885069e-3));
  p = madd(p, r, splat(4.16684002e-2));
  p = madd(p, r, splat(1.66665196e-1));
  return madd(p, r, splat(4.9999994e-1));
}

/** What is left of x after `n · ln 2`. */
@inline
function remainder(x: v128, n: v128): v128 {
  return madd(n, splat(-LN2_LOW), madd(n, splat(-LN2_HIGH), x));
}

/** `value · 2^k` for k from -252 to 254: in two steps, so that neither power leaves the range. */
@inline
function scale(value: v128, k: v128): v128 {
  const half = i32x4.shr_s(k, 1);
  const bias = i32x4.splat(127);
  const first = i32x4.shl(i32x4.add(half, bias), 23);
  const second = i32x4.shl(i32x4.add(i32x4.sub(k, half), bias), 23);
  return f32x4.mul(f32x4.mul(value, first), second);
}

/** Numbers whose exponentials are neither subnormal nor near the end of the range; NaN is none of them. */
@inline
export function isOrdinary(x: v128): v128 {
  return f32x4.lt(f32x4.abs(x), splat(87.3));
}

/** `e^x` of ordinary numbers: adding to the exponent multiplies by 2^k. */
@inline
function ordinaryExp(x: v128): v128 {
  const rounded = madd(x, splat(LOG2_E), splat(ROUNDER));
  const r = remainder(x, f32x4.sub(rounded, splat(ROUNDER)));
  const value = f32x4.add(madd(series(r), f32x4.mul(r, r), r), splat(1));
  return i32x4.add(value, i32x4.shl(rounded, 23));
}

/** `e^x`. Where x may be anything, results are 0 and ∞ beyond the range, and subnormal close to its end. */
@inline
export function exp(x: v128, isOrdinary: bool): v128 {
  if (isOrdinary) return ordinaryExp(x);
  const clamped = atMost(atLeast(x, -104), 89);
  const rounded = madd(clamped, splat(LOG2_E), splat(ROUNDER));
  const r = remainder(clamped, f32x4.sub(rounded, splat(ROUNDER)));
  const value = f32x4.add(madd(series(r), f32x4.mul(r, r), r), splat(1));
  return scale(value, i32x4.sub(rounded, i32x4.splat(ROUNDER_BITS)));
}

/** `e^x` for x ≤ 0 that are not NaN, where results below the normal range may be 0: what softmax needs. */
@inline
export function expOfNegative(x: v128): v128 {
  return v128.andnot(ordinaryExp(atLeast(x, -87.3)), f32x4.lt(x, splat(-87.3)));
}

/** `e^x - 1`, precise near 0. */
@inline
export function expm1(x: v128, isOrdinary: bool): v128 {
  const clamped = isOrdinary ? x : atMost(atLeast(x, -18), 89);
  const rounded = madd(clamped, splat(LOG2_E), splat(ROUNDER));
  const r = remainder(clamped, f32x4.sub(rounded, splat(ROUNDER)));
  const e = madd(series(r), f32x4.mul(r, r), r);
  // 2^k · (1 - 2^-k + e); for k = 0 nothing is added to e, and no digit lost.
  if (isOrdinary) {
    const bits = i32x4.shl(rounded, 23);
    const inverse = i32x4.sub(splat(1), bits);
    const value = f32x4.mul(f32x4.add(f32x4.sub(splat(1), inverse), e), i32x4.add(splat(1), bits));
    return choose(f32x4.eq(x, splat(0)), x, value);
  }
  const k = i32x4.sub(rounded, i32x4.splat(ROUNDER_BITS));
  // 2^-128 is left out as if it were 0.
  const inverse = i32x4.max_s(i32x4.shl(i32x4.sub(i32x4.splat(127), k), 23), i32x4.splat(0));
  const value = scale(f32x4.add(f32x4.sub(splat(1), inverse), e), k);
  return choose(f32x4.eq(x, splat(0)), x, value);
}

/** `1 / (1 + e^-x)`, without overflow on either side. */
@inline
export function sigmoid(x: v128, isOrdinary: bool): v128 {
  const e = exp(f32x4.neg(f32x4.abs(x)), isOrdinary);
  const numerator = choose(f32x4.ge(x, splat(0)), splat(1), e);
  return f32x4.div(numerator, f32x4.add(splat(1), e));
}

/** From `t = e^2|x| - 1`: `t / (t + 2)` near 0, `1 - 2 / (t + 2)` beyond. */
@inline
export function tanh(x: v128): v128 {
  const magnitude = f32x4.abs(x);
  // `pmin` in this order leaves 20 for NaN, which is set again at the end.
  const t = expm1(f32x4.pmin(splat(20), f32x4.add(magnitude, magnitude)), true);
  const isSmall = f32x4.lt(magnitude, splat(0.6));
  const quotient = f32x4.div(choose(isSmall, t, splat(2)), f32x4.add(t, splat(2)));
  const value = withSign(choose(isSmall, quotient, f32x4.sub(splat(1), quotient)), x);
  return v128.or(value, f32x4.ne(x, x));
}
