// e^x and log x in double precision, with errors far below a digit of float32. Coefficients: our own minimax fits.

import { c, step } from './lanes';

const LOG2_E: f64 = 1.4426950408889634;
const LN2: f64 = 0.6931471805599453;
/** Adding it rounds to an integer, which then stands in the low bits. */
const ROUNDER: f64 = 6755399441055744;
const ROUNDER_BITS: i64 = 0x4338000000000000;
/** Powers beyond it are ±∞ or 0 in float32; these do not leave the range of a double. */
const LIMIT: f64 = 200;
/** Bits of √½, and their distance to those of 1: mantissas shall lie between √½ and √2. */
const ROOT_HALF_BITS: i64 = 0x3fe6a09e667f3bcd;
const SHIFT: i64 = 0x3ff0000000000000 - 0x3fe6a09e667f3bcd;

/** `e^x` for x from -200 to 200, which greater ones are taken for; relative error 4e-11. */
export function exp(x: v128): v128 {
  const clamped = f64x2.pmin(f64x2.pmax(x, c(-LIMIT)), c(LIMIT));
  const rounded = f64x2.add(f64x2.mul(clamped, c(LOG2_E)), c(ROUNDER));
  const r = f64x2.sub(clamped, f64x2.mul(f64x2.sub(rounded, c(ROUNDER)), c(LN2)));
  let p = step(c(0.00019775158137081562), r, 0.0013948195169134802);
  p = step(p, r, 0.0083335611815748606);
  p = step(p, r, 0.04166622524938065);
  p = step(p, r, 0.1666666512521479);
  p = step(p, r, 0.50000001045988362);
  p = step(p, r, 1.0000000002432896);
  p = step(p, r, 0.99999999996165105);
  return i64x2.add(p, i64x2.shl(rounded, 52));
}

/** Natural logarithm of numbers that are not subnormal doubles; relative error 3e-14. */
export function log(x: v128): v128 {
  const bits = i64x2.add(x, i64x2.splat(SHIFT));
  const exponent = i64x2.sub(i64x2.shr_s(bits, 52), i64x2.splat(1023));
  const k = f64x2.sub(i64x2.add(exponent, i64x2.splat(ROUNDER_BITS)), c(ROUNDER));
  const mantissa = i64x2.add(
    v128.and(bits, i64x2.splat(0x000fffffffffffff)),
    i64x2.splat(ROOT_HALF_BITS),
  );
  const f = f64x2.sub(mantissa, c(1));
  const s = f64x2.div(f, f64x2.add(f, c(2)));
  const z = f64x2.mul(s, s);
  let p = step(c(0.19609122358083923), z, 0.22174174674598898);
  p = step(p, z, 0.28572168075080134);
  p = step(p, z, 0.39999994871646806);
  p = step(p, z, 0.66666666679653138);
  p = step(p, z, 1.9999999999999468);
  const value = f64x2.add(f64x2.mul(k, c(LN2)), f64x2.mul(s, p));
  let result = v128.bitselect(value, x, f64x2.lt(x, c(Infinity)));
  result = v128.bitselect(c(-Infinity), result, f64x2.eq(x, c(0)));
  return v128.or(result, f64x2.lt(x, c(0)));
}

/** `log(1 + x)`, precise near 0: what `1 + x` loses to rounding is added to first order. */
export function log1p(x: v128): v128 {
  const w = f64x2.add(c(1), x);
  const lost = f64x2.div(f64x2.sub(x, f64x2.sub(w, c(1))), w);
  return f64x2.add(log(w), v128.and(lost, f64x2.lt(x, c(Infinity))));
}
