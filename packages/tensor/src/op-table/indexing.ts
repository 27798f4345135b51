// Ops that pick or add up elements by computed places. The two pairs are each other's gradients.

import { formatShape, TensorError } from '../errors.ts';
import { checkShape, resolveAxis, sameShape } from '../layout.ts';
import { checkIndices } from './check.ts';
import { accumulated, exact, type KernelRecord, type TensorSpec } from './record.ts';

/** The axis that the indices run along. */
export type AxisAttrs = {
  /** The axis, from 0. */
  readonly axis: number;
};
/** The axis that the indices run along, and its length in the output. */
export type ScatterAttrs = {
  /** The axis, from 0. */
  readonly axis: number;
  /** Its length in the output. */
  readonly size: number;
};

/** Indexing part of the op table. */
export const indexingOps = {
  /** Inputs: x, indices of any shape, which takes the place of the axis. */
  gather: {
    kind: 'kernel',
    family: 'gather',
    infer: (inputs, { axis }, op) => {
      const [x, indices] = inputs as readonly [TensorSpec, TensorSpec];
      checkIndices(op, indices);
      resolveAxis(op, axis, x.shape.length);
      return [
        { shape: [...x.shape.slice(0, axis), ...indices.shape, ...x.shape.slice(axis + 1)], dtype: x.dtype },
      ];
    },
    tolerance: exact,
    gradDomain: [[-2, 2], null] as const,
  } satisfies KernelRecord<'gather', AxisAttrs>,

  /** Inputs: x, indices of x's rank: `out[i][j] = x[indices[i][j]][j]` for axis 0. */
  takeAlongAxis: {
    kind: 'kernel',
    family: 'gather',
    infer: (inputs, { axis }, op) => {
      const [x, indices] = inputs as readonly [TensorSpec, TensorSpec];
      checkIndices(op, indices);
      resolveAxis(op, axis, x.shape.length);
      checkAligned(op, x.shape, indices.shape, axis);
      return [{ shape: indices.shape, dtype: x.dtype }];
    },
    tolerance: exact,
    gradDomain: [[-2, 2], null] as const,
  } satisfies KernelRecord<'gather', AxisAttrs>,

  /** Inputs: indices (rank k), updates. Zeros plus whole slices: the gradient of `gather`. */
  scatterSlices: {
    kind: 'kernel',
    family: 'scatterAdd',
    infer: (inputs, { axis, size }, op) => {
      const [indices, updates] = inputs as readonly [TensorSpec, TensorSpec];
      checkIndices(op, indices);
      refuseBool(op, updates);
      const rank = indices.shape.length;
      if (!sameShape(updates.shape.slice(axis, axis + rank), indices.shape)) {
        throw new TensorError(
          op,
          'shape',
          `updates ${formatShape(updates.shape)} do not hold the indices ${formatShape(indices.shape)} from axis ${axis} on.`,
          {
            shapes: [indices.shape, updates.shape],
          },
        );
      }
      const shape = [...updates.shape.slice(0, axis), size, ...updates.shape.slice(axis + rank)];
      checkShape(op, shape);
      return [{ shape, dtype: updates.dtype }];
    },
    tolerance: accumulated,
    gradDomain: [null, [-2, 2]] as const,
  } satisfies KernelRecord<'scatterAdd', ScatterAttrs>,

  /** Inputs: indices, updates of the same shape. Zeros plus single elements: the gradient of `takeAlongAxis`. */
  scatterElements: {
    kind: 'kernel',
    family: 'scatterAdd',
    infer: (inputs, { axis, size }, op) => {
      const [indices, updates] = inputs as readonly [TensorSpec, TensorSpec];
      checkIndices(op, indices);
      refuseBool(op, updates);
      resolveAxis(op, axis, updates.shape.length);
      if (!sameShape(indices.shape, updates.shape)) {
        throw new TensorError(
          op,
          'shape',
          `indices ${formatShape(indices.shape)} and updates ${formatShape(updates.shape)} differ.`,
          {
            shapes: [indices.shape, updates.shape],
          },
        );
      }
      const shape = updates.shape.map((length, i) => (i === axis ? size : length));
      checkShape(op, shape);
      return [{ shape, dtype: updates.dtype }];
    },
    tolerance: accumulated,
    gradDomain: [null, [-2, 2]] as const,
  } satisfies KernelRecord<'scatterAdd', ScatterAttrs>,
};

function checkAligned(op: string, x: readonly number[], indices: readonly number[], axis: number): void {
  const aligned = x.length === indices.length && x.every((length, i) => i === axis || indices[i] === length);
  if (!aligned) {
    throw new TensorError(
      op,
      'shape',
      `indices ${formatShape(indices)} must equal x ${formatShape(x)} outside axis ${axis}.`,
      {
        shapes: [x, indices],
      },
    );
  }
}

function refuseBool(op: string, updates: TensorSpec): void {
  if (updates.dtype === 'bool')
    throw new TensorError(op, 'dtype', "does not add bool. Did you mean cast(updates, 'int32')?");
}
