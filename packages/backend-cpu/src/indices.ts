// Indices that come as tensors: brought into row-major order and checked, so that the loops after can trust them.

import { type DTypeArray, formatShape, Layout, type Operand, TensorError } from '@cambium/tensor/backend';
import { packed } from './copy.ts';

/** Valid indices, contiguous. */
export interface Indices {
  readonly data: DTypeArray;
  readonly layout: Layout;
}

/** The indices, or an error that names the first one outside an axis of length `limit`. */
export function checkedIndices(op: string, indices: Operand, axis: number, limit: number): Indices {
  const { shape, size } = indices.layout;
  const { data, offset } = packed(indices);
  for (let i = 0; i < size; i++) {
    const index = data[offset + i]!;
    if (index < 0 || index >= limit) throw rangeError(op, index, place(i, shape), axis, limit);
  }
  const dense = Layout.contiguous(shape);
  return { data, layout: new Layout(shape, dense.strides, offset) };
}

function rangeError(op: string, index: number, where: number[], axis: number, limit: number): TensorError {
  const allowed = limit === 0 ? 'the axis is empty' : `allowed are 0 to ${limit - 1}`;
  return new TensorError(
    op,
    'index',
    `index ${index} at ${formatShape(where)} is outside axis ${axis} of length ${limit}: ${allowed}.`,
  );
}

/** Coordinates of the `position`-th element in row-major order. */
function place(position: number, shape: readonly number[]): number[] {
  const coordinates = shape.map(() => 0);
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    coordinates[axis] = position % shape[axis]!;
    position = Math.floor(position / shape[axis]!);
  }
  return coordinates;
}
