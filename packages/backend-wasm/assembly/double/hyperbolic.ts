// Hyperbolic functions and their inverses, from exponentials and logarithms in double precision.

import { exp, log1p } from './exponential';
import { c, joined, lower, signed, step, upper } from './lanes';

/** `(e^x - e^-x) / 2`, and near 0, where the difference loses digits, a polynomial (our own minimax fit). */
function sinhHalf(x: v128): v128 {
  const a = f64x2.abs(x);
  const e = exp(a);
  const far = f64x2.mul(c(0.5), f64x2.sub(e, f64x2.div(c(1), e)));
  const z = f64x2.mul(x, x);
  let near = step(c(2.8185239439253343e-6), z, 0.00019835812447849712);
  near = step(near, z, 0.0083333525929007731);
  near = step(near, z, 0.16666666430247058);
  near = step(near, z, 1.0000000000459763);
  const value = v128.bitselect(f64x2.mul(a, near), far, f64x2.lt(a, c(1)));
  return signed(value, x);
}

function coshHalf(x: v128): v128 {
  const e = exp(f64x2.abs(x));
  return f64x2.mul(c(0.5), f64x2.add(e, f64x2.div(c(1), e)));
}

/** `log(a + √(a² + 1))`, written for `log1p`. */
function asinhHalf(x: v128): v128 {
  const a = f64x2.abs(x);
  const square = f64x2.mul(a, a);
  const root = f64x2.sqrt(f64x2.add(square, c(1)));
  const u = f64x2.add(a, f64x2.div(square, f64x2.add(root, c(1))));
  return signed(log1p(v128.bitselect(a, u, f64x2.eq(a, c(Infinity)))), x);
}

/** `log(x + √(x² - 1))`, from the distance to 1; NaN below it. */
function acoshHalf(x: v128): v128 {
  const t = f64x2.sub(x, c(1));
  const root = f64x2.sqrt(f64x2.mul(t, f64x2.add(t, c(2))));
  return v128.or(log1p(f64x2.add(t, root)), f64x2.lt(x, c(1)));
}

/** `log((1 + a) / (1 - a)) / 2`. */
function atanhHalf(x: v128): v128 {
  const a = f64x2.abs(x);
  const u = f64x2.div(f64x2.add(a, a), f64x2.sub(c(1), a));
  return signed(f64x2.mul(c(0.5), log1p(u)), x);
}

@inline
export function sinh(x: v128): v128 {
  return joined(sinhHalf(lower(x)), sinhHalf(upper(x)));
}

@inline
export function cosh(x: v128): v128 {
  return joined(coshHalf(lower(x)), coshHalf(upper(x)));
}

@inline
export function asinh(x: v128): v128 {
  return joined(asinhHalf(lower(x)), asinhHalf(upper(x)));
}

@inline
export function acosh(x: v128): v128 {
  return joined(acoshHalf(lower(x)), acoshHalf(upper(x)));
}

@inline
export function atanh(x: v128): v128 {
  return joined(atanhHalf(lower(x)), atanhHalf(upper(x)));
}
