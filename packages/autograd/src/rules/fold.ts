// Broadcasting undone: the gradient of a stretched tensor is summed over the stretched axes.

import { reshape, sameShape, sum, type Tensor } from '@cambium/tensor';

/** Sums a gradient down to the shape that was broadcast to it. */
export function foldTo(gradient: Tensor, shape: readonly number[]): Tensor {
  if (sameShape(gradient.shape, shape)) return gradient;
  const lead = gradient.shape.length - shape.length;
  const axes = gradient.shape
    .map((_, axis) => axis)
    .filter((axis) => axis < lead || (shape[axis - lead] === 1 && gradient.shape[axis] !== 1));
  return reshape(sum(gradient, axes, { keepDims: true }), shape);
}
