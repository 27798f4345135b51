// What each unary op computes, in double precision.

import type { AttrsOf, DType, OpsOf } from '@cambium/tensor';
import { isInteger, wrap } from '../harness/host.ts';
import { erf, erfc, erfInv, roundToEven } from './special.ts';

type UnaryOp = OpsOf<'unary'>;
type Definition<N extends UnaryOp> = (x: number, attrs: AttrsOf<N>) => number;

const definitions: { readonly [N in UnaryOp]: Definition<N> } = {
  neg: (x) => -x,
  abs: (x) => (x < 0 ? -x : x === 0 ? 0 : x),
  sign: (x) => (x > 0 ? 1 : x < 0 ? -1 : 0),
  square: (x) => x * x,
  floor: Math.floor,
  ceil: Math.ceil,
  round: roundToEven,
  trunc: Math.trunc,
  exp: Math.exp,
  expm1: Math.expm1,
  log: Math.log,
  log1p: Math.log1p,
  log2: Math.log2,
  log10: Math.log10,
  sqrt: Math.sqrt,
  rsqrt: (x) => 1 / Math.sqrt(x),
  reciprocal: (x) => 1 / x,
  sin: Math.sin,
  cos: Math.cos,
  tan: Math.tan,
  asin: Math.asin,
  acos: Math.acos,
  atan: Math.atan,
  sinh: Math.sinh,
  cosh: Math.cosh,
  tanh: Math.tanh,
  asinh: Math.asinh,
  acosh: Math.acosh,
  atanh: Math.atanh,
  erf,
  erfc,
  erfInv,
  relu: (x) => (x <= 0 ? 0 : x),
  leakyRelu: (x, { slope }) => (x > 0 ? x : slope * x),
  elu: (x, { alpha }) => (x > 0 ? x : alpha * Math.expm1(x)),
  sigmoid: (x) => 1 / (1 + Math.exp(-x)),
  softplus: (x) => (x > 40 ? x : Math.log1p(Math.exp(x))),
  clamp: (x, { min, max }) => (min !== null && x < min ? min : max !== null && x > max ? max : x),
  isNaN: (x) => Number(Number.isNaN(x)),
  isInf: (x) => Number(x === Infinity || x === -Infinity),
  isFinite: (x) => Number(x - x === 0),
  logicalNot: (x) => Number(x === 0),
};

/** One element of a unary op; integers wrap around. */
export function unaryElement<N extends UnaryOp>(op: N, x: number, attrs: AttrsOf<N>, dtype: DType): number {
  if (!isInteger(dtype)) return definitions[op](x, attrs);
  // A double does not hold every square of an int32.
  return wrap(op === 'square' ? BigInt(x) * BigInt(x) : BigInt(definitions[op](x, attrs)), dtype);
}
