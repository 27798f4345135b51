// Double precision, two numbers at a time: four of single precision are two halves. Where float32 would need tricks.

/** Twice the same number. */
@inline
export function c(value: f64): v128 {
  return f64x2.splat(value);
}

/** The first two of four numbers. */
@inline
export function lower(x: v128): v128 {
  return f64x2.promote_low_f32x4(x);
}

/** The last two. */
@inline
export function upper(x: v128): v128 {
  return f64x2.promote_low_f32x4(i64x2.shuffle(x, x, 1, 1));
}

/** Four numbers of two halves, rounded. */
@inline
export function joined(low: v128, high: v128): v128 {
  return i64x2.shuffle(f32x4.demote_f64x2_zero(low), f32x4.demote_f64x2_zero(high), 0, 2);
}

/** `p · x + coefficient`, never in one rounding: a step of a polynomial, with the same bits in all builds. */
@inline
export function step(p: v128, x: v128, coefficient: f64): v128 {
  return f64x2.add(f64x2.mul(p, x), c(coefficient));
}

/** |x| with the sign of another number. */
@inline
export function signed(magnitude: v128, sign: v128): v128 {
  return v128.bitselect(sign, magnitude, i64x2.splat(0x8000000000000000));
}
