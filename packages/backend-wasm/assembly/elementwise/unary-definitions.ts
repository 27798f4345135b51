// The definitions of the ops of one input, on four numbers. The op is a constant: only its own branch is compiled.

import { acos, asin, atan } from '../double/arcs';
import { acosh, asinh, atanh, cosh, sinh } from '../double/hyperbolic';
import { erfInv } from '../double/quantile';
import { erf, erfc } from './error-function';
import { exp, expm1, isOrdinary, sigmoid, tanh } from './exponential';
import { choose, splat, withSign } from './lanes';
import { isNormal, log, log1p, logToBase } from './logarithm';
import { Wave, waves } from './trigonometric';

/** Names of the ops. */
export const enum Unary {
  neg,
  abs,
  sign,
  square,
  floor,
  ceil,
  round,
  trunc,
  sqrt,
  rsqrt,
  reciprocal,
  relu,
  leakyRelu,
  clamp,
  exp,
  expm1,
  log,
  log1p,
  log2,
  log10,
  tanh,
  sigmoid,
  softplus,
  elu,
  erf,
  erfc,
  sin,
  cos,
  tan,
  asin,
  acos,
  atan,
  sinh,
  cosh,
  asinh,
  acosh,
  atanh,
  erfInv,
  isNaN,
  isInf,
  isFinite,
  logicalNot,
}

/** The definition of every op; `p` and `q` are its attributes. `isEasy`: x is {@link easy}. */
@inline
export function apply(op: Unary, x: v128, p: v128, q: v128, isEasy: bool = false): v128 {
  if (op == Unary.neg) return f32x4.neg(x);
  if (op == Unary.abs) return f32x4.abs(x);
  if (op == Unary.sign) {
    const hasSign = f32x4.gt(f32x4.abs(x), splat(0));
    return v128.and(hasSign, withSign(splat(1), x));
  }
  if (op == Unary.square) return f32x4.mul(x, x);
  if (op == Unary.floor) return f32x4.floor(x);
  if (op == Unary.ceil) return f32x4.ceil(x);
  if (op == Unary.round) return f32x4.nearest(x);
  if (op == Unary.trunc) return f32x4.trunc(x);
  if (op == Unary.sqrt) return f32x4.sqrt(x);
  if (op == Unary.rsqrt) return f32x4.div(splat(1), f32x4.sqrt(x));
  if (op == Unary.reciprocal) return f32x4.div(splat(1), x);
  // NaN stays: it is not ≤ 0.
  if (op == Unary.relu) return v128.andnot(x, f32x4.le(x, splat(0)));
  if (op == Unary.leakyRelu) return choose(f32x4.gt(x, splat(0)), x, f32x4.mul(p, x));
  if (op == Unary.clamp) return f32x4.min(f32x4.max(x, p), q);
  if (op == Unary.exp) return exp(x, isEasy);
  if (op == Unary.expm1) return expm1(x, isEasy);
  if (op == Unary.log) return log(x, isEasy);
  if (op == Unary.log1p) return log1p(x, false);
  if (op == Unary.log2) return logToBase(x, 1.44269504, 1, 0);
  if (op == Unary.log10) return logToBase(x, 0.4342944819, 3.0102920532e-1, 7.9034151668e-7);
  if (op == Unary.tanh) return tanh(x);
  if (op == Unary.sigmoid) return sigmoid(x, isEasy);
  if (op == Unary.softplus)
    return f32x4.add(f32x4.max(x, splat(0)), log1p(exp(f32x4.neg(f32x4.abs(x)), isEasy), isEasy));
  if (op == Unary.elu) return choose(f32x4.gt(x, splat(0)), x, f32x4.mul(p, expm1(x, isEasy)));
  if (op == Unary.erf) return erf(x);
  if (op == Unary.erfc) return erfc(x);
  if (op == Unary.sin) return waves(Wave.sin, x);
  if (op == Unary.cos) return waves(Wave.cos, x);
  if (op == Unary.tan) return waves(Wave.tan, x);
  if (op == Unary.asin) return asin(x);
  if (op == Unary.acos) return acos(x);
  if (op == Unary.atan) return atan(x);
  if (op == Unary.sinh) return sinh(x);
  if (op == Unary.cosh) return cosh(x);
  if (op == Unary.asinh) return asinh(x);
  if (op == Unary.acosh) return acosh(x);
  if (op == Unary.atanh) return atanh(x);
  if (op == Unary.erfInv) return erfInv(x);
  if (op == Unary.isNaN) return f32x4.ne(x, x);
  if (op == Unary.isInf) return f32x4.eq(f32x4.abs(x), splat(Infinity));
  if (op == Unary.isFinite) return f32x4.lt(f32x4.abs(x), splat(Infinity));
  return f32x4.eq(x, splat(0)); // logicalNot
}

/** Where an op needs no care for the ends of its range. */
@inline
export function easy(op: Unary, x: v128): v128 {
  return op == Unary.log ? isNormal(x) : isOrdinary(x);
}
