// What the fused kernels do beyond single vectors: the ends of rows, and sums in double precision.

import { sigmoid } from '../elementwise/exponential';
import { atLeast, atMost, splat, storeFirst } from '../elementwise/lanes';

/** The first `n` lanes, for n from 0 to 4; the others become 0. */
@inline
export function firstLanes(value: v128, n: i32): v128 {
  return v128.and(value, i32x4.lt_s(i32x4(0, 1, 2, 3), i32x4.splat(n)));
}

/** Stores all four lanes, or the first n. */
@inline
export function storeSome(at: usize, value: v128, n: i32): void {
  if (n >= 4) v128.store(at, value);
  else storeFirst(at, value, n);
}

/** The sum of the lanes, in double precision. */
@inline
export function sumOfLanes(value: v128): f64 {
  const pairs = f64x2.add(
    f64x2.promote_low_f32x4(value),
    f64x2.promote_low_f32x4(i64x2.shuffle(value, value, 1, 1)),
  );
  return f64x2.extract_lane(pairs, 0) + f64x2.extract_lane(pairs, 1);
}

/** Four numbers of double precision, rounded. */
@inline
export function rounded(at: usize): v128 {
  return i64x2.shuffle(
    f32x4.demote_f64x2_zero(v128.load(at)),
    f32x4.demote_f64x2_zero(v128.load(at, 16)),
    0,
    2,
  );
}

/** Adds four numbers of single precision to four of double precision. */
@inline
export function addWide(at: usize, value: v128): void {
  v128.store(at, f64x2.add(v128.load(at), f64x2.promote_low_f32x4(value)));
  const upper = f64x2.promote_low_f32x4(i64x2.shuffle(value, value, 1, 1));
  v128.store(at, f64x2.add(v128.load(at, 16), upper), 16);
}

/** Four times a number of double precision, rounded. */
@inline
export function splatRounded(value: f64): v128 {
  return splat(<f32>value);
}

/** The sigmoid where results below 10^-37 may be any such: the cheap exponential reaches that far. */
@inline
export function gate(x: v128): v128 {
  return sigmoid(atMost(atLeast(x, -87), 87), true);
}
