// The quantile of the normal distribution, as packages/tensor/src/random/normal.ts computes it, bit by bit: the same
// operations in the same order. Its outermost branch is missing: no float32 is as near to 0 or 1 as that.

import { c, joined, lower, step, upper } from './lanes';

const LN2: f64 = 0.6931471805599453;
const SQRT2: f64 = 1.4142135623730951;
const SQRT_HALF: f64 = 0.7071067811865476;
const ROUNDER: f64 = 6755399441055744;
const ROUNDER_BITS: i64 = 0x4338000000000000;

/** Natural logarithm of positive normal numbers. */
@inline
function portableLog(x: v128): v128 {
  let exponent = i64x2.sub(i64x2.shr_u(x, 52), i64x2.splat(1023));
  let mantissa = v128.or(
    v128.and(x, i64x2.splat(0x000fffffffffffff)),
    i64x2.splat(0x3ff0000000000000),
  );
  const isLarge = f64x2.gt(mantissa, c(SQRT2));
  mantissa = v128.bitselect(f64x2.mul(mantissa, c(0.5)), mantissa, isLarge);
  exponent = i64x2.sub(exponent, isLarge);
  const k = f64x2.sub(i64x2.add(exponent, i64x2.splat(ROUNDER_BITS)), c(ROUNDER));
  const s = f64x2.div(f64x2.sub(mantissa, c(1)), f64x2.add(mantissa, c(1)));
  const square = f64x2.mul(s, s);
  let series = step(c(1.0 / 21.0), square, 1.0 / 19.0);
  series = step(series, square, 1.0 / 17.0);
  series = step(series, square, 1.0 / 15.0);
  series = step(series, square, 1.0 / 13.0);
  series = step(series, square, 1.0 / 11.0);
  series = step(series, square, 1.0 / 9.0);
  series = step(series, square, 1.0 / 7.0);
  series = step(series, square, 1.0 / 5.0);
  series = step(series, square, 1.0 / 3.0);
  series = step(series, square, 1.0);
  return f64x2.add(f64x2.mul(k, c(LN2)), f64x2.mul(f64x2.mul(c(2), s), series));
}

@inline
function centre(centred: v128): v128 {
  const r = f64x2.sub(c(0.180625), f64x2.mul(centred, centred));
  let p = step(c(2509.0809287301227), r, 33430.57558358813);
  p = step(p, r, 67265.7709270087);
  p = step(p, r, 45921.95393154987);
  p = step(p, r, 13731.69376550946);
  p = step(p, r, 1971.5909503065513);
  p = step(p, r, 133.14166789178438);
  p = step(p, r, 3.3871328727963665);
  let q = step(c(5226.495278852854), r, 28729.085735721943);
  q = step(q, r, 39307.89580009271);
  q = step(q, r, 21213.794301586597);
  q = step(q, r, 5394.196021424751);
  q = step(q, r, 687.1870074920579);
  q = step(q, r, 42.31333070160091);
  q = step(q, r, 1);
  return f64x2.div(f64x2.mul(centred, p), q);
}

/** The magnitude at a probability `end` from the nearer end. */
@inline
function outside(end: v128): v128 {
  const r = f64x2.sub(f64x2.sqrt(f64x2.neg(portableLog(end))), c(1.6));
  let p = step(c(7.745450142783414e-4), r, 0.022723844989269184);
  p = step(p, r, 0.2417807251774506);
  p = step(p, r, 1.2704582524523684);
  p = step(p, r, 3.6478483247632045);
  p = step(p, r, 5.769497221460691);
  p = step(p, r, 4.630337846156546);
  p = step(p, r, 1.4234371107496835);
  let q = step(c(1.0507500716444169e-9), r, 5.475938084995345e-4);
  q = step(q, r, 0.015198666563616457);
  q = step(q, r, 0.14810397642748008);
  q = step(q, r, 0.6897673349851);
  q = step(q, r, 1.6763848301838038);
  q = step(q, r, 2.053191626637759);
  q = step(q, r, 1);
  return f64x2.div(p, q);
}

/** For a probability given from its middle, and from its nearer end. */
export function quantile(centred: v128, end: v128): v128 {
  const isOutside = f64x2.gt(f64x2.abs(centred), c(0.425));
  const inner = centre(centred);
  if (!v128.any_true(isOutside)) return inner;
  const sign = v128.and(centred, i64x2.splat(0x8000000000000000));
  return v128.bitselect(v128.xor(outside(end), sign), inner, isOutside);
}

/** The y with `erf(y) = x`: infinite at ±1, NaN beyond. */
@inline
function erfInvHalf(x: v128): v128 {
  const a = f64x2.abs(x);
  const half = c(0.5);
  const inner = quantile(f64x2.mul(x, half), f64x2.mul(f64x2.sub(c(1), a), half));
  const value = v128.bitselect(
    f64x2.mul(inner, c(SQRT_HALF)),
    f64x2.mul(x, c(Infinity)),
    f64x2.lt(a, c(1)),
  );
  return v128.or(value, f64x2.gt(a, c(1)));
}

@inline
export function erfInv(x: v128): v128 {
  return joined(erfInvHalf(lower(x)), erfInvHalf(upper(x)));
}
