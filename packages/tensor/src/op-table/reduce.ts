// Ops that walk along axes: reductions, running sums and products, sorting.

import { formatShape, TensorError } from '../errors.ts';
import { resolveAxis } from '../layout.ts';
import { checkFloating } from './check.ts';
import {
  accumulated,
  exact,
  type FusedRecord,
  type GradDomain,
  type KernelRecord,
  type TensorSpec,
  type Tolerance,
} from './record.ts';

/** Axes to fold (resolved, ascending) and whether they stay with length 1. */
export type ReduceAttrs = {
  /** Axes to fold, ascending. */
  readonly axes: readonly number[];
  /** Whether they stay with length 1. */
  readonly keepDims: boolean;
};
/** The axis to walk, whether from its end, and whether an element includes itself. */
export type ScanAttrs = {
  /** The axis, from 0. */
  readonly axis: number;
  /** Whether the walk begins at its end. */
  readonly reverse: boolean;
  /** Whether an element leaves itself out. */
  readonly exclusive: boolean;
};
/** The axis to sort, and the direction. */
export type SortAttrs = {
  /** The axis, from 0. */
  readonly axis: number;
  /** Whether the greatest comes first. */
  readonly descending: boolean;
};

/**
 * Shape after folding the axes.
 *
 * @example
 * ```ts
 * reducedShape([2, 3, 4], { axes: [1], keepDims: false });   // [2, 4]
 * ```
 */
export function reducedShape(shape: readonly number[], attrs: ReduceAttrs): readonly number[] {
  return attrs.keepDims
    ? shape.map((length, axis) => (attrs.axes.includes(axis) ? 1 : length))
    : shape.filter((_, axis) => !attrs.axes.includes(axis));
}

type Input = 'numbers' | 'bool' | 'any';
type Output = 'same' | 'bool' | 'int32';

interface Reduce<G extends GradDomain> {
  readonly input: Input;
  readonly output: Output;
  /** Whether the op has a value for no elements at all. */
  readonly empty: boolean;
  readonly tolerance: Tolerance;
  readonly gradDomain: G;
}

function reduce<G extends GradDomain>(
  options: Reduce<G>,
): KernelRecord<'reduce', ReduceAttrs> & { gradDomain: G } {
  return {
    kind: 'kernel',
    family: 'reduce',
    infer: ([x], attrs, op) => {
      checkInput(op, x!, options.input);
      const shape = reducedShape(x!.shape, attrs);
      const folded = attrs.axes.reduce((size, axis) => size * x!.shape[axis]!, 1);
      if (folded === 0 && !options.empty) {
        throw new TensorError(
          op,
          'shape',
          `has no value over no elements: x is ${formatShape(x!.shape)}, axes [${attrs.axes.join(', ')}].`,
          {
            shapes: [x!.shape],
          },
        );
      }
      return [{ shape, dtype: options.output === 'same' ? x!.dtype : options.output }];
    },
    tolerance: options.tolerance,
    gradDomain: options.gradDomain,
  };
}

function checkInput(op: string, x: TensorSpec, input: Input): void {
  if (input === 'numbers' && x.dtype === 'bool') {
    throw new TensorError(
      op,
      'dtype',
      `does not calculate with bool ${formatShape(x.shape)}. Did you mean cast(x, 'int32')?`,
    );
  }
  if (input === 'bool' && x.dtype !== 'bool') {
    throw new TensorError(op, 'dtype', `takes bool, got ${x.dtype}. Did you mean notEqual(x, 0)?`);
  }
}

function scan(): KernelRecord<'scan', ScanAttrs> & { gradDomain: readonly [number, number] } {
  return {
    kind: 'kernel',
    family: 'scan',
    infer: ([x], attrs, op) => {
      checkInput(op, x!, 'numbers');
      resolveAxis(op, attrs.axis, x!.shape.length);
      return [x!];
    },
    tolerance: accumulated,
    gradDomain: [-2, 2],
  };
}

/** Part of the op table that walks along axes. */
export const reduceOps = {
  sum: reduce({
    input: 'numbers',
    output: 'same',
    empty: true,
    tolerance: accumulated,
    gradDomain: [-2, 2] as const,
  }),
  prod: reduce({
    input: 'numbers',
    output: 'same',
    empty: true,
    tolerance: accumulated,
    gradDomain: [-2, 2] as const,
  }),
  max: reduce({
    input: 'numbers',
    output: 'same',
    empty: false,
    tolerance: exact,
    gradDomain: [-2, 2] as const,
  }),
  min: reduce({
    input: 'numbers',
    output: 'same',
    empty: false,
    tolerance: exact,
    gradDomain: [-2, 2] as const,
  }),
  any: reduce({ input: 'bool', output: 'bool', empty: true, tolerance: exact, gradDomain: null }),
  all: reduce({ input: 'bool', output: 'bool', empty: true, tolerance: exact, gradDomain: null }),
  /** Index of the first greatest element along the one axis; NaN counts as greatest. */
  argMax: reduce({ input: 'numbers', output: 'int32', empty: false, tolerance: exact, gradDomain: null }),
  /** Index of the first least element along the one axis; NaN counts as least. */
  argMin: reduce({ input: 'numbers', output: 'int32', empty: false, tolerance: exact, gradDomain: null }),
  cumsum: scan(),
  cumprod: scan(),
  /** Outputs: sorted values, and the int32 places they came from. Stable; NaN counts as greatest. */
  sort: {
    kind: 'kernel',
    family: 'sort',
    infer: ([x], attrs, op) => {
      resolveAxis(op, attrs.axis, x!.shape.length);
      return [x!, { shape: x!.shape, dtype: 'int32' }];
    },
    tolerance: exact,
    gradDomain: [-2, 2] as readonly [number, number],
  } satisfies KernelRecord<'sort', SortAttrs>,

  /** Fused: `exp(x) / Σ exp(x)` along the axis. */
  softmax: fusedAlongAxis(),
  /** Fused: `x - log Σ exp(x)` along the axis. */
  logSoftmax: fusedAlongAxis(),
};

function fusedAlongAxis(): FusedRecord<{ readonly axis: number }> & {
  gradDomain: readonly [number, number];
} {
  return {
    kind: 'fused',
    infer: ([x], attrs, op) => {
      checkFloating(op, x!);
      resolveAxis(op, attrs.axis, x!.shape.length);
      return [x!];
    },
    tolerance: accumulated,
    gradDomain: [-2, 2],
  };
}
