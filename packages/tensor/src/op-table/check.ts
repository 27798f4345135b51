// Checks that shape rules share. Each throws a TensorError in the name of the op.

import { type DType, isFloating } from '../dtype.ts';
import { formatShape, TensorError } from '../errors.ts';
import type { TensorSpec } from './record.ts';

/** Throws unless the dtype is one of those allowed; `hint` says what to do instead. */
export function checkDType(op: string, actual: DType, allowed: readonly DType[], hint: string): void {
  if (!allowed.includes(actual)) {
    throw new TensorError(op, 'dtype', `takes ${allowed.join(', ')}, got ${actual}. ${hint}`);
  }
}

/** Throws unless the tensor has a floating dtype. */
export function checkFloating(op: string, x: TensorSpec): void {
  if (!isFloating(x.dtype)) {
    throw new TensorError(
      op,
      'dtype',
      `takes float32 or float64, got ${x.dtype} ${formatShape(x.shape)}. Did you mean cast(x, 'float32')?`,
      {
        shapes: [x.shape],
      },
    );
  }
}

/** Throws unless all the tensors have one dtype. */
export function checkSameDType(op: string, inputs: readonly TensorSpec[]): void {
  const [first, ...rest] = inputs;
  for (const other of rest) {
    if (other.dtype !== first!.dtype) {
      throw new TensorError(
        op,
        'dtype',
        `takes one dtype, got ${inputs.map((input) => input.dtype).join(' and ')}. Did you mean cast()?`,
      );
    }
  }
}

/** Throws unless the tensor holds indices. */
export function checkIndices(op: string, indices: TensorSpec): void {
  if (indices.dtype !== 'int32') {
    throw new TensorError(
      op,
      'dtype',
      `takes int32 indices, got ${indices.dtype}. Did you mean cast(indices, 'int32')?`,
    );
  }
}

/** Throws unless the tensor has exactly this rank; `meaning` describes the dimensions. */
export function checkRank(op: string, what: string, x: TensorSpec, rank: number, meaning: string): void {
  if (x.shape.length !== rank) {
    throw new TensorError(
      op,
      'shape',
      `${what} is ${formatShape(x.shape)}, expected rank ${rank}: ${meaning}.`,
      {
        shapes: [x.shape],
      },
    );
  }
}
