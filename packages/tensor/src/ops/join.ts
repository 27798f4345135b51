// Several tensors, or several copies of one, put together.

import { formatShape, TensorError } from '../errors.ts';
import { execute } from '../execute.ts';
import { checkShape, resolveAxis, sameShape } from '../layout.ts';
import type { Tensor } from '../tensor.ts';
import { asTensor, promoteAll, type TensorLike } from './lift.ts';
import { broadcastTo, expandDims, reshape } from './shape.ts';

/**
 * Joins tensors along an axis, in their common dtype.
 *
 * @param tensors at least one; shapes equal but along the axis
 * @throws TensorError `shape` if the shapes do not fit or the list is empty, `axis` if there is no such axis
 * @example
 * ```ts
 * concat([tensor([1, 2]), tensor([3])]); // [1, 2, 3]
 * ```
 */
export function concat(tensors: readonly TensorLike[], axis = 0): Tensor {
  const given = promoteAll('concat', tensors);
  const filled = given.filter(({ shape }) => !(shape.length === 1 && shape[0] === 0));
  // What a list is begun with, `tensor([])`, joins tensors of any shape.
  const inputs = filled.length === 0 ? given : filled;
  const first = inputs[0];
  if (first === undefined) throw new TensorError('concat', 'shape', 'needs at least one tensor.');
  return execute('concat', inputs, { axis: resolveAxis('concat', axis, first.rank) });
}

/**
 * Joins tensors of one shape along a new axis.
 *
 * @param tensors at least one, all of the same shape
 * @param axis place of the new axis in the result
 * @throws TensorError `shape` if the shapes differ or the list is empty, `axis` if there is no such place
 * @example
 * ```ts
 * stack([tensor([1, 2]), tensor([3, 4])]); // [[1, 2], [3, 4]]
 * ```
 */
export function stack(tensors: readonly TensorLike[], axis = 0): Tensor {
  const inputs = promoteAll('stack', tensors);
  const first = inputs[0];
  if (first === undefined) throw new TensorError('stack', 'shape', 'needs at least one tensor.');
  const place = resolveAxis('stack', axis, first.rank + 1);
  const other = inputs.find((each) => !sameShape(each.shape, first.shape));
  if (other !== undefined) {
    const shapes = inputs.map((each) => each.shape);
    throw new TensorError(
      'stack',
      'shape',
      `takes tensors of one shape, got ${formatShape(first.shape)} and ${formatShape(other.shape)}. Did you mean concat()?`,
      { shapes },
    );
  }
  return execute(
    'concat',
    inputs.map((each) => expandDims(each, place)),
    { axis: place },
  );
}

/**
 * Repeats the whole tensor along each axis.
 *
 * @param counts one a axis; more counts than axes add axes in front
 * @throws TensorError `shape` if a count is not an integer ≥ 0
 * @example
 * ```ts
 * tile(tensor([1, 2]), [2]); // [1, 2, 1, 2]
 * tile(tensor([1, 2]), [2, 1]); // [[1, 2], [1, 2]]
 * ```
 */
export function tile(x: TensorLike, counts: readonly number[]): Tensor {
  const input = asTensor(x, 'tile');
  checkShape('tile', counts);
  const rank = Math.max(input.rank, counts.length);
  const shape = [...new Array<number>(rank - input.rank).fill(1), ...input.shape];
  const times = [...new Array<number>(rank - counts.length).fill(1), ...counts];
  const spread = reshape(
    input,
    shape.flatMap((length) => [1, length]),
  );
  const copies = broadcastTo(
    spread,
    shape.flatMap((length, axis) => [times[axis]!, length]),
  );
  return reshape(
    copies,
    shape.map((length, axis) => length * times[axis]!),
  );
}

/**
 * Repeats each element along an axis, next to itself.
 *
 * @param count how often, an integer ≥ 0
 * @throws TensorError `axis` if there is no such axis, `shape` if `count` is not an integer ≥ 0
 * @example
 * ```ts
 * repeat(tensor([1, 2]), 2, 0); // [1, 1, 2, 2]
 * ```
 */
export function repeat(x: TensorLike, count: number, axis: number): Tensor {
  const input = asTensor(x, 'repeat');
  checkShape('repeat', [count]);
  const along = resolveAxis('repeat', axis, input.rank);
  const { shape } = input;
  const copies = broadcastTo(expandDims(input, along + 1), [
    ...shape.slice(0, along + 1),
    count,
    ...shape.slice(along + 1),
  ]);
  return reshape(
    copies,
    shape.map((length, each) => (each === along ? length * count : length)),
  );
}

/** Options of {@link meshgrid}. */
export interface MeshgridOptions {
  /** `'xy'` (default): the first vector runs along columns, as in NumPy and Keras. `'ij'`: along rows. */
  readonly indexing?: 'xy' | 'ij';
}

/**
 * Coordinate grids: one tensor for each vector, constant along the other axes.
 *
 * @param xs vectors
 * @returns as many tensors as vectors, all of one shape
 * @throws TensorError `shape` if one is not a vector
 * @example
 * ```ts
 * meshgrid([tensor([1, 2]), tensor([3, 4])])[0]; // [[1, 2], [1, 2]]
 * ```
 */
export function meshgrid(xs: readonly TensorLike[], options: MeshgridOptions = {}): Tensor[] {
  const vectors = xs.map((x) => asTensor(x, 'meshgrid'));
  for (const { shape } of vectors) {
    if (shape.length !== 1)
      throw new TensorError('meshgrid', 'shape', `takes vectors, got ${formatShape(shape)}.`, {
        shapes: [shape],
      });
  }
  const isSwapped = (options.indexing ?? 'xy') === 'xy' && vectors.length > 1;
  const axisOf = (i: number): number => (isSwapped && i < 2 ? 1 - i : i);
  const shape = new Array<number>(vectors.length);
  vectors.forEach((each, i) => {
    shape[axisOf(i)] = each.size;
  });
  return vectors.map((each, i) => {
    const line = reshape(
      each,
      shape.map((_, axis) => (axis === axisOf(i) ? each.size : 1)),
    );
    return broadcastTo(line, shape);
  });
}
