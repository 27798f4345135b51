// What all kernels do with four numbers at a time: load and store any number of them, choose, multiply and add.

/** Four times the same number. */
@inline
export function splat(value: f32): v128 {
  return f32x4.splat(value);
}

/** `a · b + c`, in one rounding where the module may use it. */
@inline
export function madd(a: v128, b: v128, c: v128): v128 {
  return ASC_FEATURE_RELAXED_SIMD ? f32x4.relaxed_madd(a, b, c) : f32x4.add(f32x4.mul(a, b), c);
}

/** The greater of x and a limit; NaN stays. One instruction, unlike `f32x4.max`. */
@inline
export function atLeast(x: v128, limit: f32): v128 {
  return f32x4.pmax(x, splat(limit));
}

/** The lesser of x and a limit; NaN stays. */
@inline
export function atMost(x: v128, limit: f32): v128 {
  return f32x4.pmin(x, splat(limit));
}

/** `yes` where the mask is set, `no` elsewhere. */
@inline
export function choose(mask: v128, yes: v128, no: v128): v128 {
  return v128.bitselect(yes, no, mask);
}

/** |x| with the sign of another number. */
@inline
export function withSign(magnitude: v128, sign: v128): v128 {
  return v128.bitselect(sign, magnitude, i32x4.splat(0x80000000));
}

/**
 * Stores the first one to three lanes. Loads need no such care: reading on behind a buffer is harmless, there is
 * always memory, and what is computed from it is not stored.
 */
export function storeFirst(at: usize, value: v128, count: i32): void {
  if (count & 2) {
    v128.store64_lane(at, value, 0);
    if (count & 1) v128.store32_lane(at, value, 2, 8);
  } else {
    v128.store32_lane(at, value, 0);
  }
}

/** The same, for bytes: one to fifteen of sixteen. */
export function storeFirstBytes(at: usize, value: v128, count: i32): void {
  let rest = value;
  if (count & 8) {
    v128.store64_lane(at, rest, 0);
    rest = i64x2.shuffle(rest, rest, 1, 1);
    at += 8;
  }
  if (count & 4) {
    v128.store32_lane(at, rest, 0);
    rest = i64x2.shr_u(rest, 32);
    at += 4;
  }
  if (count & 2) {
    v128.store16_lane(at, rest, 0);
    rest = i64x2.shr_u(rest, 16);
    at += 2;
  }
  if (count & 1) v128.store8_lane(at, rest, 0);
}
