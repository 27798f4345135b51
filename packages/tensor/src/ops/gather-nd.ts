// Picking by places along several axes at once.

import { formatShape, TensorError } from '../errors.ts';
import { execute } from '../execute.ts';
import { rowMajorStrides, sizeOf } from '../layout.ts';
import type { Tensor } from '../tensor.ts';
import { add, mul } from './arithmetic.ts';
import { greaterEqual, less, logicalAnd, where } from './compare.ts';
import { asIndices, asTensor, type TensorLike } from './lift.ts';
import { reshape } from './shape.ts';
import { unstack } from './slice.ts';

/**
 * Elements or slices by their places along the first axes: `out[i…] = x[indices[i…, 0], indices[i…, 1], …]`.
 * {@link indexPut} writes to such places.
 *
 * @param x rank ≥ the number of axes that are indexed
 * @param indices int32 (or uint8) `[..., axes]`, each from 0 to the length of its axis − 1
 * @returns shape `[...indices.shape without its last, ...the axes of x without index]`
 * @throws TensorError `index` if a place lies outside, `shape` if there are more indices than axes, `dtype` if they are floating
 * @example
 * ```ts
 * const x = tensor([[1, 2], [3, 4]]);
 * gatherNd(x, tensor([[0, 1], [1, 0]], { dtype: 'int32' })); // [2, 3]
 * gatherNd(x, tensor([[1]], { dtype: 'int32' })); // [[3, 4]]
 * ```
 */
export function gatherNd(x: TensorLike, indices: TensorLike): Tensor {
  const op = 'gatherNd';
  const input = asTensor(x, op);
  const places = asIndices(indices, op, input);
  const axes = places.shape.at(-1) ?? 0;
  if (axes === 0 || axes > input.rank) {
    throw new TensorError(
      op,
      'shape',
      `the last axis of indices ${formatShape(places.shape)} must have 1 to ${input.rank} places for x ${formatShape(input.shape)}.`,
      { shapes: [input.shape, places.shape] },
    );
  }
  const [lead, rest] = [input.shape.slice(0, axes), input.shape.slice(axes)];
  const strides = rowMajorStrides(lead);
  const flat = unstack(places, -1)
    .map((place, axis) => {
      // A place outside must not come out in another row: the kernel refuses what is negative.
      const isInside = logicalAnd(greaterEqual(place, 0), less(place, lead[axis]!));
      return where(isInside, mul(place, strides[axis]!), -sizeOf(lead) - 1);
    })
    .reduce((total, each) => add(total, each));
  return execute('gather', [reshape(input, [sizeOf(lead), ...rest]), flat], { axis: 0 });
}
