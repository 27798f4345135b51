// Elementwise ops beside those of TensorFlow.js.

import * as tf from '@tensorflow/tfjs';
import { type AttrsOf, type GradDomain, type OpsOf, opRecord } from 'cambium';
import {
  type Case,
  type Counterpart,
  type Counterparts,
  commonShapes,
  type InputSpec,
} from '../counterpart.ts';

type Unary = OpsOf<'unary'>;
type Binary = OpsOf<'binary'>;

const special = [
  Number.NaN,
  Number.POSITIVE_INFINITY,
  Number.NEGATIVE_INFINITY,
  0,
  -0,
  1,
  -1,
  0.5,
  1e-40,
  3e38,
  -3e38,
];

function rangeOf(domain: GradDomain, input: number): readonly [number, number] {
  if (domain === null) return [-2, 2];
  const own = typeof domain[0] === 'number' ? domain : domain[input];
  return (own ?? [-2, 2]) as readonly [number, number];
}

function unary<N extends Unary>(
  name: N,
  theirs: (x: tf.Tensor, attrs: AttrsOf<N>) => tf.Tensor,
  attrs: AttrsOf<N> = {} as AttrsOf<N>,
  options: Partial<Counterpart<N>> & { special?: boolean } = {},
): Counterpart<N> {
  const range = rangeOf(opRecord(name).gradDomain, 0);
  const cases: Case<N>[] = commonShapes.map((shape) => ({ inputs: [{ ...shape, range }], attrs }));
  if (options.special !== false) {
    cases.push({ inputs: [{ shape: [special.length], values: special }], attrs, gradient: false });
  }
  const { special: _, ...rest } = options;
  return { theirs: ([x], own) => theirs(x!, own), cases, ...rest };
}

const pairs: readonly (readonly [InputSpec, InputSpec])[] = [
  [{ shape: [] }, { shape: [] }],
  [{ shape: [5] }, { shape: [] }],
  [{ shape: [3, 1] }, { shape: [4] }],
  [{ shape: [2, 3, 4] }, { shape: [3, 1] }],
  [{ shape: [0, 2] }, { shape: [1, 2] }],
  [
    { shape: [5, 7], transposed: true },
    { shape: [5, 7], transposed: true },
  ],
  [{ shape: [63] }, { shape: [63] }],
];

function binary<N extends Binary>(
  name: N,
  theirs: (a: tf.Tensor, b: tf.Tensor) => tf.Tensor,
  options: Partial<Counterpart<N>> & { dtype?: 'bool'; special?: boolean; gradient?: boolean } = {},
): Counterpart<N> {
  const { gradDomain } = opRecord(name);
  const { dtype, special: withSpecial = true, gradient = true, ...rest } = options;
  const attrs = {} as AttrsOf<N>;
  const kind = dtype === undefined ? {} : { dtype };
  const cases: Case<N>[] = pairs.map(([a, b]) => ({
    inputs: [
      { ...a, ...kind, range: rangeOf(gradDomain, 0) },
      { ...b, ...kind, range: rangeOf(gradDomain, 1) },
    ],
    attrs,
    gradient: gradient && a.shape[0] !== 0, // TensorFlow.js cannot fold the gradient of an empty broadcast
  }));
  if (withSpecial && dtype === undefined) {
    const [a, b] = [special.flatMap((x) => special.map(() => x)), special.flatMap(() => special)];
    cases.push({
      inputs: [
        { shape: [a.length], values: a },
        { shape: [b.length], values: b },
      ],
      attrs,
      gradient: false,
    });
  }
  return { theirs: ([a, b]) => theirs(a!, b!), cases, ...rest };
}

/** Elementwise counterparts. */
export const elementwise: Counterparts = {
  neg: unary('neg', tf.neg),
  abs: unary('abs', tf.abs),
  sign: unary('sign', tf.sign, {}, { special: false }),
  square: unary('square', tf.square),
  floor: unary('floor', tf.floor),
  ceil: unary('ceil', tf.ceil),
  round: unary('round', tf.round),
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
  leakyRelu: unary('leakyRelu', (x, { slope }) => tf.leakyRelu(x, slope), { slope: 0.1 }),
  elu: unary('elu', tf.elu, { alpha: 1 }),
  sigmoid: unary('sigmoid', tf.sigmoid),
  softplus: unary('softplus', tf.softplus),
  clamp: unary('clamp', (x, { min, max }) => tf.clipByValue(x, min!, max!), { min: -0.5, max: 1 }),
  isNaN: unary('isNaN', tf.isNaN),
  isInf: unary('isInf', tf.isInf),
  isFinite: unary('isFinite', tf.isFinite),

  add: binary('add', tf.add),
  sub: binary('sub', tf.sub),
  mul: binary('mul', tf.mul),
  div: binary('div', tf.div),
  floorDiv: binary('floorDiv', tf.floorDiv, {
    special: false,
    gradient: false,
    deviation:
      'special values (theirs pass through int32: NaN becomes 0), and gradients (theirs are those of div; a floor is flat)',
  }),
  mod: binary('mod', tf.mod, {
    special: false,
    deviation: 'special values (theirs gives NaN for −x mod ∞; the sign rule gives ∞)',
  }),
  pow: binary('pow', tf.pow, {
    special: false,
    deviation: 'special values (theirs gives NaN for (−1)^±∞; IEEE 754 gives 1)',
  }),
  maximum: binary('maximum', tf.maximum),
  minimum: binary('minimum', tf.minimum),
  atan2: binary('atan2', tf.atan2),
  equal: binary('equal', tf.equal),
  notEqual: binary('notEqual', tf.notEqual),
  less: binary('less', tf.less),
  lessEqual: binary('lessEqual', tf.lessEqual),
  greater: binary('greater', tf.greater),
  greaterEqual: binary('greaterEqual', tf.greaterEqual),
  logicalAnd: binary('logicalAnd', tf.logicalAnd, { dtype: 'bool' }),
  logicalOr: binary('logicalOr', tf.logicalOr, { dtype: 'bool' }),
  logicalXor: binary('logicalXor', tf.logicalXor, { dtype: 'bool' }),

  logicalNot: {
    theirs: ([x]) => tf.logicalNot(x!),
    cases: [
      { inputs: [{ shape: [], dtype: 'bool' }], attrs: {} },
      { inputs: [{ shape: [3, 5], dtype: 'bool' }], attrs: {} },
    ],
  },

  where: {
    theirs: ([condition, a, b]) => tf.where(condition!, a!, b!),
    cases: [
      { inputs: [{ shape: [4], dtype: 'bool' }, { shape: [4] }, { shape: [4] }], attrs: {} },
      { inputs: [{ shape: [3, 4], dtype: 'bool' }, { shape: [3, 4] }, { shape: [3, 4] }], attrs: {} },
      {
        inputs: [{ shape: [5, 2], dtype: 'bool' }, { shape: [5, 2], transposed: true }, { shape: [5, 2] }],
        attrs: {},
      },
    ],
  },
};
