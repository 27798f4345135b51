// Slices along one axis, wherever it lies.

import { type Range, slice, type Tensor } from '@cambium/tensor';

/** The elements of an axis from `start` on, up to `end` where it is given. */
export function sliceFrom(x: Tensor, axis: number, start: number, end = x.shape[axis]!): Tensor {
  const ranges: Range[] = new Array<Range>(axis).fill(null);
  return slice(x, ...ranges, [start, end]);
}
