// Distances between all pairs of two lists of vectors.

import { formatShape, TensorError } from '../errors.ts';
import type { Tensor } from '../tensor.ts';
import { sub } from './arithmetic.ts';
import { inNameOf, promoteAll, type TensorLike, toFloating } from './lift.ts';
import { norm } from './reduce.ts';
import { expandDims } from './shape.ts';

/**
 * Distances of all pairs: `out[i][j] = |a[i] − b[j]|`. The gradient of a distance of 0 is 0.
 *
 * @param a `[..., m, features]`
 * @param b `[..., n, features]`, the axes in front broadcast
 * @param ord which norm, see {@link norm}
 * @returns `[..., m, n]`
 * @throws TensorError `shape` if these are no lists of vectors, or they differ in features, `value` if `ord` is negative
 * @example
 * ```ts
 * pairwiseDistances(tensor([[0, 0]]), tensor([[3, 4], [0, 1]])); // [[5, 1]]
 * ```
 */
export function pairwiseDistances(a: TensorLike, b: TensorLike, ord = 2): Tensor {
  const op = 'pairwiseDistances';
  const [x, y] = promoteAll(op, [a, b]).map(toFloating) as [Tensor, Tensor];
  if (x.rank < 2 || y.rank < 2 || x.shape.at(-1) !== y.shape.at(-1)) {
    throw new TensorError(
      op,
      'shape',
      `takes [..., m, features] and [..., n, features], got ${formatShape(x.shape)} and ${formatShape(y.shape)}.`,
      { shapes: [x.shape, y.shape] },
    );
  }
  if (!(ord >= 0)) throw new TensorError(op, 'value', `ord must be ≥ 0, got ${ord}.`);
  return inNameOf(op, () => norm(sub(expandDims(x, -2), expandDims(y, -3)), { ord, axis: -1 }));
}
