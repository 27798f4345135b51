// Ops that treat each element by itself: one, two or three inputs, broadcast to one shape.

import { formatShape, TensorError } from '../errors.ts';
import { broadcastShapes } from '../layout.ts';
import { checkFloating, checkSameDType } from './check.ts';
import {
  type Attrs,
  elementwise,
  exact,
  type GradDomain,
  type KernelRecord,
  type TensorSpec,
  type Tolerance,
  transcendental,
} from './record.ts';

/** Attributes of an op that has none. */
export type NoAttrs = Readonly<Record<string, never>>;

interface Unary<G extends GradDomain> {
  readonly tolerance: Tolerance;
  readonly gradDomain: G;
}

/** Floating in, floating out, same shape. */
function unary<A extends Attrs = NoAttrs, G extends GradDomain = readonly [number, number]>(
  options: Unary<G>,
): KernelRecord<'unary', A> & { gradDomain: G } {
  return {
    kind: 'kernel',
    family: 'unary',
    infer: ([x], _attrs, op) => {
      checkFloating(op, x!);
      return [x!];
    },
    ...options,
  };
}

/** Any number in, the same dtype out. */
function numeric<A extends Attrs = NoAttrs, G extends GradDomain = readonly [number, number]>(
  options: Unary<G>,
): KernelRecord<'unary', A> & { gradDomain: G } {
  return {
    kind: 'kernel',
    family: 'unary',
    infer: ([x], _attrs, op) => {
      refuseBool(op, [x!]);
      return [x!];
    },
    ...options,
  };
}

/** Any dtype in, booleans out. */
function predicate(): KernelRecord<'unary', NoAttrs> & { gradDomain: null } {
  return {
    kind: 'kernel',
    family: 'unary',
    infer: ([x]) => [{ shape: x!.shape, dtype: 'bool' }],
    tolerance: exact,
    gradDomain: null,
  };
}

function refuseBool(op: string, inputs: readonly TensorSpec[]): void {
  if (inputs[0]!.dtype === 'bool') {
    throw new TensorError(
      op,
      'dtype',
      `does not calculate with bool ${formatShape(inputs[0]!.shape)}. Did you mean cast(x, 'int32')?`,
    );
  }
}

type Result = 'same' | 'bool';

/** Two inputs of one dtype, broadcast to one shape. */
function binary<G extends GradDomain>(
  accepts: 'numbers' | 'floats' | 'any',
  result: Result,
  tolerance: Tolerance,
  gradDomain: G,
): KernelRecord<'binary', NoAttrs> & { gradDomain: G } {
  return {
    kind: 'kernel',
    family: 'binary',
    broadcasts: true,
    infer: (inputs, _attrs, op) => {
      const [a, b] = inputs as readonly [TensorSpec, TensorSpec];
      checkSameDType(op, inputs);
      if (accepts === 'numbers') refuseBool(op, inputs);
      if (accepts === 'floats') checkFloating(op, a);
      return [{ shape: broadcastShapes(op, a.shape, b.shape), dtype: result === 'bool' ? 'bool' : a.dtype }];
    },
    tolerance,
    gradDomain,
  };
}

const compare = () => binary('any', 'bool', exact, null);

/** Elementwise part of the op table. */
export const elementwiseOps = {
  neg: numeric({ tolerance: exact, gradDomain: [-2, 2] }),
  abs: numeric({ tolerance: exact, gradDomain: [0.1, 2] }),
  sign: numeric({ tolerance: exact, gradDomain: [0.1, 2] }),
  square: numeric({ tolerance: elementwise, gradDomain: [-2, 2] }),
  floor: unary({ tolerance: exact, gradDomain: [0.1, 0.9] }),
  ceil: unary({ tolerance: exact, gradDomain: [0.1, 0.9] }),
  round: unary({ tolerance: exact, gradDomain: [0.6, 1.4] }),
  trunc: unary({ tolerance: exact, gradDomain: [0.1, 0.9] }),
  exp: unary({ tolerance: transcendental, gradDomain: [-2, 2] }),
  expm1: unary({ tolerance: transcendental, gradDomain: [-2, 2] }),
  log: unary({ tolerance: transcendental, gradDomain: [0.2, 3] }),
  log1p: unary({ tolerance: transcendental, gradDomain: [-0.5, 3] }),
  log2: unary({ tolerance: transcendental, gradDomain: [0.2, 3] }),
  log10: unary({ tolerance: transcendental, gradDomain: [0.2, 3] }),
  sqrt: unary({ tolerance: elementwise, gradDomain: [0.2, 3] }),
  rsqrt: unary({ tolerance: elementwise, gradDomain: [0.2, 3] }),
  reciprocal: unary({ tolerance: elementwise, gradDomain: [0.3, 3] }),
  sin: unary({ tolerance: transcendental, gradDomain: [-3, 3] }),
  cos: unary({ tolerance: transcendental, gradDomain: [-3, 3] }),
  tan: unary({ tolerance: transcendental, gradDomain: [-1, 1] }),
  asin: unary({ tolerance: transcendental, gradDomain: [-0.9, 0.9] }),
  acos: unary({ tolerance: transcendental, gradDomain: [-0.9, 0.9] }),
  atan: unary({ tolerance: transcendental, gradDomain: [-3, 3] }),
  sinh: unary({ tolerance: transcendental, gradDomain: [-2, 2] }),
  cosh: unary({ tolerance: transcendental, gradDomain: [-2, 2] }),
  tanh: unary({ tolerance: transcendental, gradDomain: [-2, 2] }),
  asinh: unary({ tolerance: transcendental, gradDomain: [-3, 3] }),
  acosh: unary({ tolerance: transcendental, gradDomain: [1.2, 4] }),
  atanh: unary({ tolerance: transcendental, gradDomain: [-0.9, 0.9] }),
  erf: unary({ tolerance: transcendental, gradDomain: [-2, 2] }),
  erfc: unary({ tolerance: transcendental, gradDomain: [-2, 2] }),
  erfInv: unary({ tolerance: transcendental, gradDomain: [-0.9, 0.9] }),
  relu: numeric({ tolerance: exact, gradDomain: [0.1, 2] }),
  leakyRelu: unary<{ readonly slope: number }>({ tolerance: elementwise, gradDomain: [-2, -0.1] }),
  elu: unary<{ readonly alpha: number }>({ tolerance: transcendental, gradDomain: [-2, -0.1] }),
  sigmoid: unary({ tolerance: transcendental, gradDomain: [-4, 4] }),
  softplus: unary({ tolerance: transcendental, gradDomain: [-6, 6] }),
  clamp: numeric<{ readonly min: number | null; readonly max: number | null }>({
    tolerance: exact,
    gradDomain: [-2, 2],
  }),
  isNaN: predicate(),
  isInf: predicate(),
  isFinite: predicate(),
  logicalNot: predicate(),

  add: binary('numbers', 'same', elementwise, [-2, 2]),
  sub: binary('numbers', 'same', elementwise, [-2, 2]),
  mul: binary('numbers', 'same', elementwise, [-2, 2]),
  div: binary('floats', 'same', elementwise, [
    [-2, 2],
    [0.5, 2],
  ]),
  floorDiv: binary('numbers', 'same', exact, [
    [0.1, 0.4],
    [0.5, 2],
  ]),
  mod: binary('numbers', 'same', elementwise, [
    [0.1, 0.4],
    [0.5, 2],
  ]),
  pow: binary('numbers', 'same', transcendental, [
    [0.3, 2],
    [-2, 2],
  ]),
  maximum: binary('numbers', 'same', exact, [-2, 2]),
  minimum: binary('numbers', 'same', exact, [-2, 2]),
  atan2: binary('floats', 'same', transcendental, [0.3, 2]),
  equal: compare(),
  notEqual: compare(),
  less: compare(),
  lessEqual: compare(),
  greater: compare(),
  greaterEqual: compare(),
  logicalAnd: compare(),
  logicalOr: compare(),
  logicalXor: compare(),

  /** Inputs: condition (bool), a, b. */
  where: {
    kind: 'kernel',
    family: 'select',
    broadcasts: true,
    infer: (inputs, _attrs, op) => {
      const [condition, a, b] = inputs as readonly [TensorSpec, TensorSpec, TensorSpec];
      if (condition.dtype !== 'bool') {
        throw new TensorError(
          op,
          'dtype',
          `takes a bool condition, got ${condition.dtype}. Did you mean notEqual(condition, 0)?`,
        );
      }
      checkSameDType(op, [a, b]);
      return [{ shape: broadcastShapes(op, condition.shape, a.shape, b.shape), dtype: a.dtype }];
    },
    tolerance: exact,
    gradDomain: [null, [-2, 2], [-2, 2]] as const,
  } satisfies KernelRecord<'select', NoAttrs>,
};
