// a^b as e^(b log |a|), in double precision, with the signs and exceptions of IEEE 754.

import { choose, splat } from '../elementwise/lanes';
import { exp, log } from './exponential';
import { joined, lower, upper } from './lanes';

@inline
function positive(a: v128, b: v128): v128 {
  return exp(f64x2.mul(b, log(f64x2.abs(a))));
}

/** Not inlined: it stands in loops of three forms. */
export function pow(a: v128, b: v128): v128 {
  const one = splat(1);
  const zero = splat(0);
  const value = joined(positive(lower(a), lower(b)), positive(upper(a), upper(b)));
  // 1 to any power, and anything to the power of 0, is 1: also NaN, and where 0 · ∞ was NaN.
  const isOne = v128.or(f32x4.eq(f32x4.abs(a), one), f32x4.eq(b, zero));
  const magnitude = choose(isOne, one, value);
  const half = f32x4.mul(b, splat(0.5));
  const isWhole = f32x4.eq(f32x4.trunc(b), b);
  const isOdd = v128.andnot(isWhole, f32x4.eq(f32x4.trunc(half), half));
  const sign = v128.and(v128.and(a, isOdd), i32x4.splat(0x80000000));
  const hasNone = v128.and(f32x4.lt(a, zero), f32x4.gt(a, splat(-Infinity)));
  return v128.or(v128.xor(magnitude, sign), v128.andnot(hasNone, isWhole));
}
