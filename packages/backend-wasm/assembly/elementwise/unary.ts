// Ops of one input. One loop for all of them: the op is a constant, so that only its own branch is compiled into it.

import { erf, erfc } from './error-function';
import { exp, expm1, isOrdinary, sigmoid, tanh } from './exponential';
import { choose, splat, storeFirst, storeFirstBytes, withSign } from './lanes';
import { isNormal, log, log1p, logToBase } from './logarithm';
import { REACH, Wave, waves } from './trigonometric';

const enum Unary {
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
  isNaN,
  isInf,
  isFinite,
  logicalNot,
}

/** The definition of every op; `p` and `q` are its attributes. `isEasy`: x is {@link easy}. */
@inline
function apply(op: Unary, x: v128, p: v128, q: v128, isEasy: bool = false): v128 {
  if (op == Unary.neg) return f32x4.neg(x);
  if (op == Unary.abs) return f32x4.abs(x);
  if (op == Unary.sign) {
    const isOrdered = f32x4.ne(v128.and(f32x4.abs(x), f32x4.eq(x, x)), splat(0));
    return choose(isOrdered, withSign(splat(1), x), x);
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
  if (op == Unary.isNaN) return f32x4.ne(x, x);
  if (op == Unary.isInf) return f32x4.eq(f32x4.abs(x), splat(Infinity));
  if (op == Unary.isFinite) return f32x4.lt(f32x4.abs(x), splat(Infinity));
  return f32x4.eq(x, splat(0)); // logicalNot
}

/** A vector a turn: enough where it is many instructions. */
@inline
function map(op: Unary, x: usize, out: usize, n: i32, p: f32 = 0, q: f32 = 0): void {
  const first = splat(p);
  const second = splat(q);
  for (; n > 0; n -= 4, x += 16, out += 16) {
    const value = apply(op, v128.load(x), first, second);
    if (n >= 4) v128.store(out, value);
    else storeFirst(out, value, n);
  }
}

/** Four vectors a turn, for ops of a few instructions. */
@inline
function mapShort(op: Unary, x: usize, out: usize, n: i32, p: f32 = 0, q: f32 = 0): void {
  const first = splat(p);
  const second = splat(q);
  for (; n >= 16; n -= 16, x += 64, out += 64) {
    const v0 = v128.load(x);
    const v1 = v128.load(x, 16);
    const v2 = v128.load(x, 32);
    const v3 = v128.load(x, 48);
    v128.store(out, apply(op, v0, first, second));
    v128.store(out, apply(op, v1, first, second), 16);
    v128.store(out, apply(op, v2, first, second), 32);
    v128.store(out, apply(op, v3, first, second), 48);
  }
  map(op, x, out, n, p, q);
}

/** Two vectors a turn: the steps of one fill the waiting times of the other. */
@inline
function mapPairs(op: Unary, x: usize, out: usize, n: i32): void {
  const zero = splat(0);
  for (; n >= 8; n -= 8, x += 32, out += 32) {
    const v0 = v128.load(x);
    const v1 = v128.load(x, 16);
    v128.store(out, apply(op, v0, zero, zero));
    v128.store(out, apply(op, v1, zero, zero), 16);
  }
  map(op, x, out, n);
}

/** Where an op needs no care for the ends of its range. */
@inline
function easy(op: Unary, x: v128): v128 {
  return op == Unary.log ? isNormal(x) : isOrdinary(x);
}

/**
 * For ops that are much quicker without that care: runs through easy numbers, two vectors a turn, and goes eight
 * steps with care where one is not. The loops are apart, since a loop with a call in it loses its registers.
 */
@inline
function mapEasily(op: Unary, x: usize, out: usize, n: i32, p: f32 = 0): void {
  const first = splat(p);
  const zero = splat(0);
  while (n > 0) {
    for (; n >= 8; n -= 8, x += 32, out += 32) {
      const v0 = v128.load(x);
      const v1 = v128.load(x, 16);
      if (!i32x4.all_true(v128.and(easy(op, v0), easy(op, v1)))) break;
      v128.store(out, apply(op, v0, first, zero, true));
      v128.store(out, apply(op, v1, first, zero, true), 16);
    }
    const some = min(n, 8);
    map(op, x, out, some, p);
    n -= some;
    x += 32;
    out += 32;
  }
}

/** Masks of 32 bits become booleans of 8. */
@inline
function mapBool(op: Unary, x: usize, out: usize, n: i32): void {
  const zero = splat(0);
  for (; n > 0; n -= 16, x += 64, out += 16) {
    const low = i16x8.narrow_i32x4_s(
      apply(op, v128.load(x), zero, zero),
      apply(op, v128.load(x, 16), zero, zero),
    );
    const high = i16x8.narrow_i32x4_s(
      apply(op, v128.load(x, 32), zero, zero),
      apply(op, v128.load(x, 48), zero, zero),
    );
    const flags = v128.and(i8x16.narrow_i16x8_s(low, high), i8x16.splat(1));
    if (n >= 16) v128.store(out, flags);
    else storeFirstBytes(out, flags, n);
  }
}

/** Whether all numbers are near enough for the trigonometric ops (infinities and NaN are). */
function areInReach(x: usize, n: i32): bool {
  let far = i32x4.splat(0);
  const reach = splat(REACH);
  for (; n >= 4; n -= 4, x += 16) {
    const magnitude = f32x4.abs(v128.load(x));
    far = v128.or(far, v128.and(f32x4.gt(magnitude, reach), f32x4.lt(magnitude, splat(Infinity))));
  }
  for (; n > 0; n--, x += 4) {
    const magnitude = abs(load<f32>(x));
    if (magnitude > REACH && magnitude < f32(Infinity)) return false;
  }
  return !v128.any_true(far);
}

export function neg(x: usize, out: usize, n: i32): void {
  mapShort(Unary.neg, x, out, n);
}
export function abs_(x: usize, out: usize, n: i32): void {
  mapShort(Unary.abs, x, out, n);
}
export function sign(x: usize, out: usize, n: i32): void {
  map(Unary.sign, x, out, n);
}
export function square(x: usize, out: usize, n: i32): void {
  mapShort(Unary.square, x, out, n);
}
export function floor(x: usize, out: usize, n: i32): void {
  map(Unary.floor, x, out, n);
}
export function ceil(x: usize, out: usize, n: i32): void {
  map(Unary.ceil, x, out, n);
}
export function round(x: usize, out: usize, n: i32): void {
  map(Unary.round, x, out, n);
}
export function trunc(x: usize, out: usize, n: i32): void {
  map(Unary.trunc, x, out, n);
}
export function sqrt(x: usize, out: usize, n: i32): void {
  mapShort(Unary.sqrt, x, out, n);
}
export function rsqrt(x: usize, out: usize, n: i32): void {
  map(Unary.rsqrt, x, out, n);
}
export function reciprocal(x: usize, out: usize, n: i32): void {
  map(Unary.reciprocal, x, out, n);
}
export function relu(x: usize, out: usize, n: i32): void {
  mapShort(Unary.relu, x, out, n);
}
export function leakyRelu(x: usize, out: usize, n: i32, slope: f32): void {
  map(Unary.leakyRelu, x, out, n, slope);
}
export function clamp(x: usize, out: usize, n: i32, low: f32, high: f32): void {
  map(Unary.clamp, x, out, n, low, high);
}
export function expOf(x: usize, out: usize, n: i32): void {
  mapEasily(Unary.exp, x, out, n);
}
export function expm1Of(x: usize, out: usize, n: i32): void {
  mapEasily(Unary.expm1, x, out, n);
}
export function logOf(x: usize, out: usize, n: i32): void {
  mapEasily(Unary.log, x, out, n);
}
export function log1pOf(x: usize, out: usize, n: i32): void {
  map(Unary.log1p, x, out, n);
}
export function log2(x: usize, out: usize, n: i32): void {
  map(Unary.log2, x, out, n);
}
export function log10(x: usize, out: usize, n: i32): void {
  map(Unary.log10, x, out, n);
}
export function tanhOf(x: usize, out: usize, n: i32): void {
  mapPairs(Unary.tanh, x, out, n);
}
export function sigmoidOf(x: usize, out: usize, n: i32): void {
  mapEasily(Unary.sigmoid, x, out, n);
}
export function softplus(x: usize, out: usize, n: i32): void {
  mapEasily(Unary.softplus, x, out, n);
}
export function elu(x: usize, out: usize, n: i32, alpha: f32): void {
  mapEasily(Unary.elu, x, out, n, alpha);
}
export function erfOf(x: usize, out: usize, n: i32): void {
  mapPairs(Unary.erf, x, out, n);
}
export function erfcOf(x: usize, out: usize, n: i32): void {
  map(Unary.erfc, x, out, n);
}

/** The trigonometric ops return 0, and do nothing, where a number is too large for them. */
export function sin(x: usize, out: usize, n: i32): i32 {
  if (!areInReach(x, n)) return 0;
  map(Unary.sin, x, out, n);
  return 1;
}
export function cos(x: usize, out: usize, n: i32): i32 {
  if (!areInReach(x, n)) return 0;
  map(Unary.cos, x, out, n);
  return 1;
}
export function tan(x: usize, out: usize, n: i32): i32 {
  if (!areInReach(x, n)) return 0;
  map(Unary.tan, x, out, n);
  return 1;
}

export function isNaN_(x: usize, out: usize, n: i32): void {
  mapBool(Unary.isNaN, x, out, n);
}
export function isInf(x: usize, out: usize, n: i32): void {
  mapBool(Unary.isInf, x, out, n);
}
export function isFinite_(x: usize, out: usize, n: i32): void {
  mapBool(Unary.isFinite, x, out, n);
}
export function logicalNot(x: usize, out: usize, n: i32): void {
  mapBool(Unary.logicalNot, x, out, n);
}
