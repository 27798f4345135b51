// Angles so large that a product with 2/π loses the turn: the digits of 2/π that matter are multiplied exactly.

import { c } from '../double/lanes';

/** 2/π after the point, in words of 32 bits, most significant first. */
const DIGITS: usize = memory.data<u32>([
  0xa2f9836e, 0x4e441529, 0xfc2757d1, 0xf534ddc0, 0xdb629599, 0x3c439041, 0xfe5163ab, 0xdebbc561,
]);

/** A quarter turn in radians, in units of 2^-62 quarter turns. */
const RADIANS: f64 = 1.5707963267948966 / 4611686018427387904.0;

/** 32 digits from a place on. */
@inline
function digits(place: i32): u64 {
  const at = DIGITS + ((place >> 5) << 2);
  const pair = ((<u64>load<u32>(at)) << 32) | (<u64>load<u32>(at, 4));
  return (pair << (place & 31)) >> 32;
}

/** x in quarter turns, as a fixed-point number with 62 digits after the point that wraps around at a full turn. */
function quarters(x: f64): i64 {
  const bits = reinterpret<u64>(x);
  // x is a float32, hence m · 2^e with m of 24 bits; e is at least 5, at most 104.
  const m = ((bits & 0x000fffffffffffff) | 0x0010000000000000) >> 29;
  const e = min(<i32>((bits >> 52) & 0x7ff) - 1046, 104);
  // Digits before this place make whole turns.
  const place = e - 2;
  const low = m * digits(place + 64);
  const middle = m * digits(place + 32) + (low >> 32);
  const high = m * digits(place) + (middle >> 32);
  const turn = <i64>((high << 32) | (middle & 0xffffffff));
  return <i64>bits < 0 ? -turn : turn;
}

/** Two numbers in quarter turns. */
export function farQuarters(x: v128): v128 {
  const first = i64x2.splat(quarters(f64x2.extract_lane(x, 0)));
  return i64x2.replace_lane(first, 1, quarters(f64x2.extract_lane(x, 1)));
}

/** Whole quarter turns, to the nearest. */
@inline
export function wholeQuarters(quarters: v128): v128 {
  return i64x2.shr_s(i64x2.add(quarters, i64x2.splat(0x2000000000000000)), 62);
}

/** What is left, in radians. */
@inline
export function restOf(quarters: v128): v128 {
  const rest = i64x2.sub(quarters, i64x2.shl(wholeQuarters(quarters), 62));
  const first = f64x2.splat(<f64>i64x2.extract_lane(rest, 0));
  return f64x2.mul(f64x2.replace_lane(first, 1, <f64>i64x2.extract_lane(rest, 1)), c(RADIANS));
}
