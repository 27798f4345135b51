// Ops on single elements.

import type { Tensor } from 'cambium';
import * as cambium from 'cambium';
import { convert, floating, matchTypes, run, type Wanted } from './convert.ts';
import { type FacadeTensor, type Like, refuse } from './tensor.ts';

type Unary = (x: Tensor) => Tensor;

/** Ops that TensorFlow.js gives floats only. */
const strict: Readonly<Record<string, Unary>> = {
  ceil: cambium.ceil,
  cos: cambium.cos,
  cosh: cambium.cosh,
  elu: cambium.elu,
  floor: cambium.floor,
  log: cambium.log,
  rsqrt: cambium.rsqrt,
  sigmoid: cambium.sigmoid,
  sin: cambium.sin,
  sqrt: cambium.sqrt,
  tan: cambium.tan,
  tanh: cambium.tanh,
};

/** Ops that lift integers to float32. */
const lifting: Readonly<Record<string, Unary>> = {
  acos: cambium.acos,
  acosh: cambium.acosh,
  asin: cambium.asin,
  asinh: cambium.asinh,
  atan: cambium.atan,
  atanh: cambium.atanh,
  erf: cambium.erf,
  exp: cambium.exp,
  expm1: cambium.expm1,
  log1p: cambium.log1p,
  logSigmoid: cambium.logSigmoid,
  reciprocal: cambium.reciprocal,
  selu: cambium.selu,
  sinh: cambium.sinh,
  softplus: cambium.softplus,
};

/** Ops that keep integers. */
const keeping: Readonly<Record<string, Unary>> = {
  abs: cambium.abs,
  neg: cambium.neg,
  relu: cambium.relu,
  relu6: cambium.relu6,
  round: (x) => (x.dtype === 'float32' ? cambium.round(x) : x),
  sign: cambium.sign,
  square: cambium.square,
  isFinite: cambium.isFinite,
  isInf: cambium.isInf,
  isNaN: cambium.isNaN,
};

function unary(op: string, apply: Unary, wanted: Wanted, lift: boolean): [string, (x: Like) => FacadeTensor] {
  return [op, (x) => run(() => apply(lift ? floating(convert(x, 'x', op, wanted)) : convert(x, 'x', op)))];
}

type Binary = (a: Tensor, b: Tensor) => Tensor;

const arithmetic: Readonly<Record<string, Binary>> = {
  add: cambium.add,
  sub: cambium.sub,
  mul: cambium.mul,
  div: (a, b) => (a.dtype === 'int32' ? cambium.floorDiv(a, b) : cambium.div(a, b)),
  floorDiv: cambium.floorDiv,
  mod: cambium.mod,
  maximum: cambium.maximum,
  minimum: cambium.minimum,
  squaredDifference: cambium.squaredDifference,
  atan2: cambium.atan2,
  equal: cambium.equal,
  notEqual: cambium.notEqual,
  less: cambium.less,
  lessEqual: cambium.lessEqual,
  greater: cambium.greater,
  greaterEqual: cambium.greaterEqual,
};

function binary(op: string, apply: Binary): [string, (a: Like, b: Like) => FacadeTensor] {
  return [op, (a, b) => run(() => apply(...matchTypes(convert(a, 'a', op), convert(b, 'b', op))))];
}

const logical: Readonly<Record<string, Binary>> = {
  logicalAnd: cambium.logicalAnd,
  logicalOr: cambium.logicalOr,
  logicalXor: cambium.logicalXor,
};

function logicalBinary(op: string, apply: Binary): [string, (a: Like, b: Like) => FacadeTensor] {
  return [op, (a, b) => run(() => apply(convert(a, 'a', op, 'bool'), convert(b, 'b', op, 'bool')))];
}

const others = {
  pow: (base: Like, exp: Like) =>
    run(() => cambium.pow(...matchTypes(convert(base, 'base', 'pow'), convert(exp, 'exp', 'pow')))),

  divNoNan: (a: Like, b: Like) =>
    run(() => {
      const [x, y] = matchTypes(convert(a, 'a', 'divNoNan'), convert(b, 'b', 'divNoNan'));
      const quotient = cambium.div(x, y);
      return cambium.where(cambium.equal(y, 0), 0, quotient);
    }),

  addN: (tensors: readonly Like[]) =>
    run(() => {
      if (!Array.isArray(tensors))
        throw new Error('The argument passed to tf.addN() must be a list of tensors');
      if (tensors.length === 0) throw new Error('Must pass at least one tensor to tf.addN(), but got 0');
      const [first, ...rest] = tensors.map((each, i) => convert(each, `tensors${i}`, 'addN')) as [
        Tensor,
        ...Tensor[],
      ];
      for (const each of rest) {
        if (each.dtype !== first.dtype || each.shape.join() !== first.shape.join())
          refuse('addN', 'takes tensors of one dtype and shape.');
      }
      return rest.reduce((total, each) => cambium.add(total, each), first);
    }),

  logicalNot: (x: Like) => run(() => cambium.logicalNot(convert(x, 'x', 'logicalNot', 'bool'))),

  step: (x: Like, alpha = 0) =>
    run(() => {
      const given = convert(x, 'x', 'step');
      const number = floating(given);
      const stepped = cambium.where(cambium.greater(number, 0), 1, alpha);
      return cambium.cast(cambium.where(cambium.isNaN(number), Number.NaN, stepped), given.dtype);
    }),

  leakyRelu: (x: Like, alpha = 0.2) =>
    run(() => cambium.leakyRelu(floating(convert(x, 'x', 'leakyRelu')), alpha)),

  prelu: (x: Like, alpha: Like) =>
    run(() => {
      const given = convert(x, 'x', 'prelu');
      return cambium.prelu(floating(given), floating(convert(alpha, 'alpha', 'prelu')));
    }),

  clipByValue: (x: Like, low: number, high: number) =>
    run(() => {
      const given = convert(x, 'x', 'clipByValue');
      if (low > high) refuse('clipByValue', `min ${low} must be less than or equal to max ${high}.`);
      return cambium.clamp(given, low, high);
    }),

  where: (condition: Like, a: Like, b: Like) =>
    run(() =>
      cambium.where(
        convert(condition, 'condition', 'where', 'bool'),
        convert(a, 'a', 'where'),
        convert(b, 'b', 'where'),
      ),
    ),

  cast: (x: Like, dtype: cambium.DType) =>
    run(() => {
      if (!cambium.isDType(dtype)) throw new Error(`Failed to cast to unknown dtype ${dtype}`);
      return cambium.cast(convert(x, 'x', 'cast'), dtype);
    }),

  softmax: (logits: Like, dim = -1) =>
    run(() => {
      const given = convert(logits, 'logits', 'softmax', 'float32');
      checkLast('softmax', dim, given.rank);
      return cambium.softmax(given);
    }),

  logSoftmax: (logits: Like, axis = -1) =>
    run(() => {
      const given = convert(logits, 'logits', 'logSoftmax');
      checkLast('logSoftmax', axis, given.rank);
      return cambium.logSoftmax(given);
    }),
};

/** TensorFlow.js normalises along the last axis only. */
function checkLast(op: string, axis: number, rank: number): void {
  if (axis !== -1 && axis !== rank - 1)
    refuse(op, `works along the last axis only, got axis ${axis} of rank ${rank}.`);
}

/** Elementwise ops by TensorFlow.js' names. */
export const ops: Readonly<Record<string, unknown>> = {
  ...Object.fromEntries(Object.entries(strict).map(([op, apply]) => unary(op, apply, 'float32', true))),
  ...Object.fromEntries(Object.entries(lifting).map(([op, apply]) => unary(op, apply, 'numeric', true))),
  ...Object.fromEntries(Object.entries(keeping).map(([op, apply]) => unary(op, apply, 'numeric', false))),
  ...Object.fromEntries(Object.entries(arithmetic).map(([op, apply]) => binary(op, apply))),
  ...Object.fromEntries(Object.entries(logical).map(([op, apply]) => logicalBinary(op, apply))),
  ...others,
};
