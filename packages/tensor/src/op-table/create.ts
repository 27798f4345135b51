// Ops without tensor inputs, and the random ones, whose only input is the generator's state.

import type { DType } from '../dtype.ts';
import { formatShape, TensorError } from '../errors.ts';
import { checkShape, sameShape } from '../layout.ts';
import { checkDType, checkIndices } from './check.ts';
import { type Attrs, elementwise, exact, type KernelRecord, type TensorSpec } from './record.ts';

/** A number as JSON: the three values that JSON lacks are strings. */
export type JsonNumber = number | 'NaN' | 'Infinity' | '-Infinity';
/** Shape, dtype and the one value. */
export type FillAttrs = {
  /** Shape of the output. */
  readonly shape: readonly number[];
  /** Dtype of the output. */
  readonly dtype: DType;
  /** The value of each element. */
  readonly value: JsonNumber;
};
/** `start + i · step` for i below `size`. */
export type IotaAttrs = {
  /** Number of elements. */
  readonly size: number;
  /** The first value. */
  readonly start: number;
  /** From one value to the next. */
  readonly step: number;
  /** Dtype of the output. */
  readonly dtype: DType;
};
/** Shape of the sample. */
export type BitsAttrs = {
  /** Shape of the output. */
  readonly shape: readonly number[];
};
/** Shape and floating dtype of the sample. */
export type SampleAttrs = {
  /** Shape of the output. */
  readonly shape: readonly number[];
  /** Floating dtype of the output. */
  readonly dtype: DType;
};

/** Writes a number so that JSON keeps it. */
export function toJsonNumber(value: number): JsonNumber {
  if (Number.isFinite(value)) return value;
  return String(value) as JsonNumber;
}

function random<A extends Attrs>(
  spec: (attrs: A, op: string) => TensorSpec,
): KernelRecord<'random', A> & { gradDomain: null } {
  return {
    kind: 'kernel',
    family: 'random',
    infer: ([state], attrs, op) => {
      checkIndices(op, state!);
      if (!sameShape(state!.shape, [4])) {
        throw new TensorError(
          op,
          'shape',
          `takes a generator state of shape [4], got ${formatShape(state!.shape)}.`,
        );
      }
      const output = spec(attrs, op);
      checkShape(op, output.shape);
      return [output];
    },
    tolerance: exact,
    gradDomain: null,
  };
}

/** Creating part of the op table. */
export const createOps = {
  fill: {
    kind: 'kernel',
    family: 'fill',
    infer: (_inputs, { shape, dtype }, op) => {
      checkShape(op, shape);
      return [{ shape, dtype }];
    },
    tolerance: exact,
    gradDomain: null,
  } satisfies KernelRecord<'fill', FillAttrs>,

  iota: {
    kind: 'kernel',
    family: 'iota',
    infer: (_inputs, { size, dtype }, op) => {
      checkShape(op, [size]);
      checkDType(op, dtype, ['float32', 'float64', 'int32', 'uint8'], 'Numbers count, booleans do not.');
      return [{ shape: [size], dtype }];
    },
    tolerance: elementwise,
    gradDomain: null,
  } satisfies KernelRecord<'iota', IotaAttrs>,

  /** 32 random bits an element, as int32: Philox-4x32-10 of the state. */
  randomBits: random<BitsAttrs>(({ shape }) => ({ shape, dtype: 'int32' })),
  /** Uniform on [0, 1): the upper 24 bits (float32) or 53 bits (float64). */
  randomUniform: random<SampleAttrs>(floatingSample),
  /** Standard normal, by the inverse of the distribution function in basic arithmetic: the same bits everywhere. */
  randomNormal: random<SampleAttrs>(floatingSample),
};

function floatingSample({ shape, dtype }: SampleAttrs, op: string): TensorSpec {
  checkDType(op, dtype, ['float32', 'float64'], 'Use randomInteger for whole numbers.');
  return { shape, dtype };
}
