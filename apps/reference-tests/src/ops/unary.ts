// Ops of one input that treat each element by itself.

import * as tf from '@tensorflow/tfjs';
import type { AttrsOf, OpsOf } from 'cambium';
import type { Fault } from '../compare/comparison.ts';
import { type Counterpart, type Counterparts, domainOf, type Form, takes } from './counterpart.ts';
import { arrangedShapes, sharedShape } from './shapes.ts';
import { specialFloats, specialIntegers } from './specials.ts';

type Unary = OpsOf<'unary'>;

interface Options<N extends Unary> {
  readonly attrs?: readonly AttrsOf<N>[];
  /** Where theirs is wrong for special values. */
  readonly specialFault?: Fault;
  /** Where theirs is wrong for the ends of int32. */
  readonly extremeFault?: Fault;
}

/** All shapes and arrangements with numbers of the op's domain and from all around, special values, other dtypes. */
function formsOf<N extends Unary>(op: N, options: Options<N>): Form<N>[] {
  const { attrs: list = [{} as AttrsOf<N>], specialFault, extremeFault } = options;
  const domain = domainOf(op, 0);
  const special: Form<N> = {
    inputs: [{ shape: [specialFloats.length], values: specialFloats }],
    attrs: list[0]!,
    forwardOnly: true,
    ...(specialFault === undefined ? {} : { fault: specialFault }),
  };
  const integers = ([[7], [3, 5]] as const).map((shape, i): Form<N> => {
    const arrangement = i === 0 ? 'stepped' : 'transposed';
    return { inputs: [{ shape, arrangement, dtype: 'int32', range: [-20, 21] }], attrs: list[0]! };
  });
  const extremes: Form<N> = {
    inputs: [{ shape: [specialIntegers.length], dtype: 'int32', values: specialIntegers }],
    attrs: list[0]!,
    ...(extremeFault === undefined ? {} : { fault: extremeFault }),
  };
  const flags: Form<N> = { inputs: [{ shape: [3, 5], dtype: 'bool' }], attrs: list[0]! };
  const floats = list.flatMap((attrs) => [
    ...arrangedShapes.map((input, i): Form<N> => {
      const range = i % 2 === 0 ? domain : ([-4, 4] as const);
      return { inputs: [{ ...input, range }], attrs };
    }),
    { inputs: [{ shape: sharedShape, range: domain, regular: true as const }], attrs },
  ]);
  return [...floats, special, ...integers, extremes, flags].filter((form) => takes(op, form));
}

function unary<N extends Unary>(
  op: N,
  theirs: (x: tf.Tensor, attrs: AttrsOf<N>) => tf.Tensor,
  options: Options<N> = {},
): Counterpart<N> {
  return { theirs: ([x], attrs) => theirs(x!, attrs), forms: formsOf(op, options) };
}

/** The nearest whole number, of two the even one, with the sign that it had. */
function toNearestEven(x: number): number {
  return Math.abs(x % 1) === 0.5 ? 2 * Math.round(x / 2) : Math.round(x);
}

/** What they do with integers of more than 24 bits, and what is right. */
function throughFloat32(formula: (x: number) => number): Fault {
  return {
    reason: 'integers pass through floating numbers, which lose their last digits',
    values: ([x]) => x!.map((value) => formula(value) | 0),
  };
}

/** Counterparts of one input. */
export const unaryOps: Counterparts = {
  neg: unary('neg', tf.neg),
  abs: unary('abs', tf.abs, { extremeFault: throughFloat32((x) => Math.abs(x)) }),
  sign: unary('sign', tf.sign),
  square: unary('square', tf.square, { extremeFault: throughFloat32((x) => Math.imul(x, x)) }),
  floor: unary('floor', tf.floor),
  ceil: unary('ceil', tf.ceil),
  round: unary('round', tf.round, {
    specialFault: { reason: '−0.5 becomes 0, not −0', values: ([x]) => x!.map(toNearestEven) },
  }),
  exp: unary('exp', tf.exp),
  expm1: unary('expm1', tf.expm1),
  log: unary('log', tf.log),
  log1p: unary('log1p', tf.log1p),
  sqrt: unary('sqrt', tf.sqrt),
  rsqrt: unary('rsqrt', tf.rsqrt),
  reciprocal: unary('reciprocal', tf.reciprocal),
  sin: unary('sin', tf.sin),
  cos: unary('cos', tf.cos),
  tan: unary('tan', tf.tan),
  asin: unary('asin', tf.asin),
  acos: unary('acos', tf.acos),
  atan: unary('atan', tf.atan),
  sinh: unary('sinh', tf.sinh),
  cosh: unary('cosh', tf.cosh),
  tanh: unary('tanh', tf.tanh),
  asinh: unary('asinh', tf.asinh),
  acosh: unary('acosh', tf.acosh),
  atanh: unary('atanh', tf.atanh),
  erf: unary('erf', tf.erf),
  relu: unary('relu', tf.relu),
  leakyRelu: unary('leakyRelu', (x, { slope }) => tf.leakyRelu(x, slope), {
    attrs: [{ slope: 0.1 }, { slope: 0.3 }, { slope: 0 }],
  }),
  elu: unary('elu', tf.elu, { attrs: [{ alpha: 1 }] }),
  sigmoid: unary('sigmoid', tf.sigmoid),
  softplus: unary('softplus', tf.softplus),
  clamp: unary('clamp', (x, { min, max }) => tf.clipByValue(x, min ?? -Infinity, max ?? Infinity), {
    attrs: [
      { min: -0.5, max: 1 },
      { min: 0, max: null },
      { min: null, max: 0.25 },
    ],
  }),
  isNaN: unary('isNaN', tf.isNaN),
  isInf: unary('isInf', tf.isInf),
  isFinite: unary('isFinite', tf.isFinite),
  logicalNot: unary('logicalNot', (x) => tf.logicalNot(tf.notEqual(x, 0))),
};
