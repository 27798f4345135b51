// Ops of two inputs that are stretched to one shape, and the choice between two.

import * as tf from '@tensorflow/tfjs';
import { type AttrsOf, broadcastShapes, type OpsOf, sameShape } from 'cambium';
import type { Fault, GradientFault } from '../compare/comparison.ts';
import type { SharedDType } from '../compare/inputs.ts';
import { type Counterpart, type Counterparts, domainOf, type Form, takes } from './counterpart.ts';
import { arrangementAt, pairs, sharedShape } from './shapes.ts';
import { specialFloats, specialIntegers } from './specials.ts';

type Binary = OpsOf<'binary'>;

interface Options {
  /** Where theirs is wrong for special values. */
  readonly specialFault?: Fault;
  /** Where theirs is wrong for integers. */
  readonly integerFault?: Fault;
  readonly gradientFault?: GradientFault;
  /** Their gradients do not fit inputs that are stretched: stretch them before. */
  readonly stretched?: true;
  /** The range of integers, ±20 unless given. */
  readonly integers?: readonly [low: number, high: number];
}

const attrs = {} as AttrsOf<Binary>;
/** How many arrangements of each pair are tried. */
const turns = [0, 1, 2, 3];

function pairForms<N extends Binary>(op: N, dtype: SharedDType, options: Options): Form<N>[] {
  const { integers = [-20, 21], integerFault, gradientFault } = options;
  const ranges = [0, 1].map((input) => (dtype === 'int32' ? integers : domainOf(op, input)));
  return pairs.flatMap(([a, b], i) =>
    turns.map((turn): Form<N> => {
      const spec = (shape: readonly number[], input: number) => ({
        shape,
        dtype,
        range: turn === 3 && dtype === 'float32' && input === 0 ? ([-4, 4] as const) : ranges[input]!,
        arrangement: arrangementAt(shape, turn + (i % 2) * 3 + input),
      });
      return {
        inputs: [spec(a, 0), spec(b, 1)],
        attrs: attrs as AttrsOf<N>,
        ...(dtype === 'int32' && integerFault !== undefined ? { fault: integerFault } : {}),
        ...(gradientFault === undefined ? {} : { gradientFault }),
      };
    }),
  );
}

/** Every special value with every other. */
function specialForm<N extends Binary>(dtype: SharedDType, fault: Fault | undefined): Form<N> {
  const list = dtype === 'int32' ? specialIntegers : specialFloats;
  const [a, b] = [list.flatMap((x) => list.map(() => x)), list.flatMap(() => list)];
  const shape = [a.length];
  return {
    inputs: [
      { shape, dtype, values: a },
      { shape, dtype, values: b },
    ],
    attrs: attrs as AttrsOf<N>,
    forwardOnly: true,
    ...(fault === undefined ? {} : { fault }),
  };
}

function formsOf<N extends Binary>(op: N, options: Options): Form<N>[] {
  const shared: Form<N> = {
    inputs: [0, 1].map((input) => {
      const [low, high] = domainOf(op, input);
      // Not the same numbers twice, which would be ties.
      return { shape: sharedShape, range: [low + input * 0.01 * (high - low), high], regular: true };
    }),
    attrs: attrs as AttrsOf<N>,
    ...(options.gradientFault === undefined ? {} : { gradientFault: options.gradientFault }),
  };
  const forms = [
    ...pairForms(op, 'float32', options),
    shared,
    specialForm<N>('float32', options.specialFault),
    ...pairForms(op, 'int32', options).filter((_, i) => i % 3 === 0),
    ...pairForms(op, 'bool', options).filter((_, i) => i % 3 === 0),
  ];
  return forms.filter((form) => takes(op, form));
}

function binary<N extends Binary>(
  op: N,
  theirs: (a: tf.Tensor, b: tf.Tensor) => tf.Tensor,
  options: Options = {},
): Counterpart<N> {
  return {
    theirs: ([a, b]) => (options.stretched ? theirs(stretch(a!, b!), stretch(b!, a!)) : theirs(a!, b!)),
    forms: formsOf(op, options),
  };
}

/** A tensor in the shape that it has together with another. */
export function stretch(x: tf.Tensor, other: tf.Tensor): tf.Tensor {
  const shape = broadcastShapes('stretch', x.shape, other.shape);
  return sameShape(shape, x.shape) ? x : tf.broadcastTo(x, [...shape]);
}

/** The formula for every pair of two lists. */
function pairwise(reason: string, formula: (a: number, b: number) => number): Fault {
  return { reason, values: ([a, b]) => a!.map((value, i) => formula(value, b![i]!)) };
}

/** The whole quotient that goes with the remainder: NaN where there is none, as in Python. */
function floorQuotient(a: number, b: number): number {
  if (b === 0) return a / b;
  const rest = a % b;
  const quotient = Math.round(Math.fround((a - rest) / b));
  if (rest !== 0 && rest < 0 !== b < 0) return quotient - 1;
  return quotient === 0 ? zeroLike(a / b) : quotient;
}

/** The remainder with the sign of the divisor, also where it is 0. */
function remainder(a: number, b: number): number {
  const rest = a % b;
  if (rest === 0) return zeroLike(b);
  if (Number.isNaN(rest) || rest < 0 === b < 0) return rest;
  return rest + b;
}

/** 0 or −0, as the sign of a number. */
function zeroLike(sign: number): number {
  return sign < 0 || Object.is(sign, -0) ? -0 : 0;
}

/** Powers as IEEE 754 has them, where JavaScript's differ. */
function power(a: number, b: number): number {
  return a === 1 || (a === -1 && Math.abs(b) === Number.POSITIVE_INFINITY) ? 1 : a ** b;
}

/** Logic on truth values; theirs takes nothing but bool. */
function logic<N extends Binary>(op: N, theirs: (a: tf.Tensor, b: tf.Tensor) => tf.Tensor): Counterpart<N> {
  const truth = (x: tf.Tensor) => (x.dtype === 'bool' ? x : tf.notEqual(x, 0));
  return binary(op, (a, b) => theirs(truth(a), truth(b)));
}

const choices: readonly (readonly (readonly number[])[])[] = [
  [[], [], []],
  [[4], [4], [4]],
  [
    [3, 5],
    [3, 5],
    [3, 5],
  ],
  [
    [0, 2],
    [0, 2],
    [0, 2],
  ],
  [
    [2, 3, 4],
    [2, 3, 4],
    [2, 3, 4],
  ],
  [[3, 1], [3, 4], [4]],
  [[], [5], [5]],
  [[2, 1, 3], [1, 4, 1], []],
];

const choiceForms: readonly Form<'where'>[] = choices.flatMap((shapes) =>
  turns.flatMap((turn) =>
    (['float32', 'int32', 'bool'] as const).map(
      (dtype): Form<'where'> => ({
        inputs: shapes.map((shape, input) => ({
          shape,
          dtype: input === 0 ? 'bool' : dtype,
          arrangement: arrangementAt(shape, turn + input),
          range: [-20, 21],
        })),
        attrs: {},
      }),
    ),
  ),
);

/** Counterparts of two and three inputs. */
export const binaryOps: Counterparts = {
  add: binary('add', tf.add),
  sub: binary('sub', tf.sub),
  mul: binary('mul', tf.mul),
  div: binary('div', tf.div),
  floorDiv: binary('floorDiv', tf.floorDiv, {
    specialFault: pairwise('NaN and infinities pass through int32', floorQuotient),
    gradientFault: { reason: 'the gradients are those of division, but a floor is flat' },
  }),
  mod: binary('mod', tf.mod, {
    specialFault: pairwise('the remainder by an infinite divisor is NaN', remainder),
  }),
  pow: binary('pow', tf.pow, {
    integers: [0, 5],
    specialFault: pairwise('1 to any power, and −1 to an infinite one, is 1 in IEEE 754 and NaN here', power),
  }),
  maximum: binary('maximum', tf.maximum, { stretched: true }),
  minimum: binary('minimum', tf.minimum, { stretched: true }),
  atan2: binary('atan2', tf.atan2),
  equal: binary('equal', tf.equal),
  notEqual: binary('notEqual', tf.notEqual),
  less: binary('less', tf.less),
  lessEqual: binary('lessEqual', tf.lessEqual),
  greater: binary('greater', tf.greater),
  greaterEqual: binary('greaterEqual', tf.greaterEqual),
  logicalAnd: logic('logicalAnd', tf.logicalAnd),
  logicalOr: logic('logicalOr', tf.logicalOr),
  logicalXor: logic('logicalXor', tf.logicalXor),
  where: { theirs: ([condition, a, b]) => tf.where(condition!, a!, b!), forms: choiceForms },
};
