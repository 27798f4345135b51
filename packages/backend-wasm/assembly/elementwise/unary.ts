// Ops of one input, as they are exported.

import { Unary } from './unary-definitions';
import { map, mapBool, mapEasily, mapPairs, mapShort } from './unary-loops';

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
export function sin(x: usize, out: usize, n: i32): void {
  map(Unary.sin, x, out, n);
}
export function cos(x: usize, out: usize, n: i32): void {
  map(Unary.cos, x, out, n);
}
export function tan(x: usize, out: usize, n: i32): void {
  map(Unary.tan, x, out, n);
}
export function asinOf(x: usize, out: usize, n: i32): void {
  map(Unary.asin, x, out, n);
}
export function acosOf(x: usize, out: usize, n: i32): void {
  map(Unary.acos, x, out, n);
}
export function atanOf(x: usize, out: usize, n: i32): void {
  map(Unary.atan, x, out, n);
}
export function sinhOf(x: usize, out: usize, n: i32): void {
  map(Unary.sinh, x, out, n);
}
export function coshOf(x: usize, out: usize, n: i32): void {
  map(Unary.cosh, x, out, n);
}
export function asinhOf(x: usize, out: usize, n: i32): void {
  map(Unary.asinh, x, out, n);
}
export function acoshOf(x: usize, out: usize, n: i32): void {
  map(Unary.acosh, x, out, n);
}
export function atanhOf(x: usize, out: usize, n: i32): void {
  map(Unary.atanh, x, out, n);
}
export function erfInvOf(x: usize, out: usize, n: i32): void {
  map(Unary.erfInv, x, out, n);
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
