// Logarithms, by the method of FreeBSD's e_logf.c: x = 2^k (1 + f), and a polynomial in s = f / (2 + f).

import { choose, madd, splat } from './lanes';

const LN2_HIGH: f32 = 6.9313812256e-1;
const LN2_LOW: f32 = 9.0580006145e-6;
/** Bits of √½, and their distance to those of 1: mantissas shall lie between √½ and √2. */
const ROOT_HALF_BITS: i32 = 0x3f3504f3;
const SHIFT: i32 = 0x3f800000 - 0x3f3504f3;

/** `log(1 + f) - f + f²/2` for 1 + f between √½ and √2. */
@inline
function rest(f: v128, halfSquare: v128): v128 {
  const s = f32x4.div(f, f32x4.add(splat(2), f));
  const z = f32x4.mul(s, s);
  const w = f32x4.mul(z, z);
  const even = f32x4.mul(w, madd(w, splat(0.24279078841), splat(0.40000972152)));
  const odd = f32x4.mul(z, madd(w, splat(0.28498786688), splat(0.66666662693)));
  return f32x4.mul(s, f32x4.add(halfSquare, f32x4.add(odd, even)));
}

/** NaN below 0, -∞ at 0, and ∞ and NaN as they are. */
@inline
function withSpecial(x: v128, value: v128): v128 {
  let result = choose(f32x4.lt(x, splat(Infinity)), value, x);
  result = choose(f32x4.eq(x, splat(0)), splat(-Infinity), result);
  return v128.or(result, f32x4.lt(x, splat(0)));
}

/** Positive numbers that are neither subnormal nor infinite. */
@inline
export function isNormal(x: v128): v128 {
  const least = i32x4.splat(0x00800000);
  return i32x4.lt_u(i32x4.sub(x, least), i32x4.splat(0x7f800000 - 0x00800000));
}

/** Subnormal numbers are brought into the normal range first. */
@inline
function isTiny(x: v128): v128 {
  return f32x4.lt(x, splat(1.17549435e-38));
}

/** x with bits shifted so that its exponent field changes at √2 and not at 2. */
@inline
function shifted(x: v128, isNormal: bool): v128 {
  const normal = isNormal ? x : choose(isTiny(x), f32x4.mul(x, splat(8388608)), x);
  return i32x4.add(normal, i32x4.splat(SHIFT));
}

/** The exponent k, as a number. */
@inline
function exponent(x: v128, bits: v128, isNormal: bool): v128 {
  const k = i32x4.sub(i32x4.shr_s(bits, 23), i32x4.splat(127));
  return f32x4.convert_i32x4_s(isNormal ? k : i32x4.sub(k, v128.and(isTiny(x), i32x4.splat(23))));
}

/** The mantissa's distance from 1. */
@inline
function fraction(bits: v128): v128 {
  const mantissa = i32x4.add(v128.and(bits, i32x4.splat(0x007fffff)), i32x4.splat(ROOT_HALF_BITS));
  return f32x4.sub(mantissa, splat(1));
}

/** Natural logarithm. */
@inline
export function log(x: v128, isNormal: bool): v128 {
  const bits = shifted(x, isNormal);
  const k = exponent(x, bits, isNormal);
  const f = fraction(bits);
  const halfSquare = f32x4.mul(f32x4.mul(splat(0.5), f), f);
  const low = madd(k, splat(LN2_LOW), rest(f, halfSquare));
  const value = madd(k, splat(LN2_HIGH), f32x4.add(f32x4.sub(low, halfSquare), f));
  return isNormal ? value : withSpecial(x, value);
}

/** `log(1 + x)`, precise near 0. `isPositive`: x is not below the normal range, nor infinite or NaN. */
@inline
export function log1p(x: v128, isPositive: bool): v128 {
  const one = splat(1);
  const u = f32x4.add(one, x);
  const bits = i32x4.add(u, i32x4.splat(SHIFT));
  const k = f32x4.convert_i32x4_s(i32x4.sub(i32x4.shr_s(bits, 23), i32x4.splat(127)));
  const isNear = f32x4.eq(k, splat(0));
  // What 1 + x lost to rounding, relative to it.
  const lost = choose(
    f32x4.ge(x, one),
    f32x4.sub(one, f32x4.sub(u, x)),
    f32x4.sub(x, f32x4.sub(u, one)),
  );
  const correction = v128.andnot(f32x4.div(lost, u), isNear);
  const f = choose(isNear, x, fraction(bits));
  const halfSquare = f32x4.mul(f32x4.mul(splat(0.5), f), f);
  const low = f32x4.add(madd(k, splat(LN2_LOW), correction), rest(f, halfSquare));
  const value = madd(k, splat(LN2_HIGH), f32x4.add(f32x4.sub(low, halfSquare), f));
  if (isPositive) return value;
  return choose(f32x4.lt(f32x4.abs(x), splat(5.9604645e-8)), x, withSpecial(u, value));
}

/** Logarithm to a base: `factor` is `1 / log(base)`; `high + low` is `log(2) / log(base)`, and powers of two are exact. */
@inline
export function logToBase(x: v128, factor: f32, high: f32, low: f32): v128 {
  const bits = shifted(x, false);
  const k = exponent(x, bits, false);
  const f = fraction(bits);
  const halfSquare = f32x4.mul(f32x4.mul(splat(0.5), f), f);
  const natural = f32x4.add(f32x4.sub(rest(f, halfSquare), halfSquare), f);
  const value = madd(k, splat(high), madd(k, splat(low), f32x4.mul(natural, splat(factor))));
  return withSpecial(x, value);
}
