// Weights of samples, laid beside the values that they weigh.

import { cast, expandDims, formatShape, type Tensor, TensorError } from '@cambium/tensor';

/**
 * Weights `[samples]` (or of more dimensions of the values) with as many dimensions as the values, so that they broadcast.
 *
 * @throws TensorError `shape` if they do not fit
 */
export function alignWeights(op: string, weights: Tensor, values: Tensor): Tensor {
  const fits = weights.shape.every((length, axis) => length === values.shape[axis]);
  if (!fits || weights.rank === 0) {
    const shapes = [values.shape, weights.shape];
    const what = `weights ${formatShape(weights.shape)} do not fit values ${formatShape(values.shape)}`;
    throw new TensorError(op, 'shape', `${what}. Give one weight a sample.`, { shapes });
  }
  let aligned = cast(weights, values.dtype);
  while (aligned.rank < values.rank) aligned = expandDims(aligned, -1);
  return aligned;
}
