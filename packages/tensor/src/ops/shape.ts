// Other shapes over the same elements. All are views, except a reshape of strided elements, which copies them first.

import { formatShape, TensorError } from '../errors.ts';
import { execute } from '../execute.ts';
import { checkShape, reshapeLayout, resolveAxes, resolveAxis, sizeOf } from '../layout.ts';
import type { Tensor } from '../tensor.ts';
import { asTensor, type TensorLike } from './lift.ts';

/**
 * The same elements in row-major order under another shape.
 *
 * @param x any shape and dtype
 * @param shape has as many elements as `x`; one dimension may be −1 and is computed from the rest
 * @returns a view where possible, else a copy
 * @throws TensorError `shape` if the numbers of elements differ
 * @example
 * ```ts
 * reshape(tensor([1, 2, 3, 4]), [2, -1]); // [[1, 2], [3, 4]]
 * ```
 */
export function reshape(x: TensorLike, shape: readonly number[]): Tensor {
  const input = asTensor(x, 'reshape');
  const full = fillIn(input, shape);
  // Wrong sizes go on to the op, whose shape rule reports them.
  const isImpossible = sizeOf(full) === input.size && reshapeLayout(input.layout, full) === null;
  return execute('reshape', [isImpossible ? contiguous(input) : input], { shape: full });
}

/** The shape with a −1 replaced by the dimension that fits. */
function fillIn(x: Tensor, shape: readonly number[]): readonly number[] {
  const open = shape.indexOf(-1);
  if (open < 0) {
    checkShape('reshape', shape);
    return [...shape];
  }
  const rest = shape.filter((_, axis) => axis !== open);
  checkShape('reshape', rest);
  const known = sizeOf(rest);
  if (known === 0 || x.size % known !== 0) {
    throw new TensorError(
      'reshape',
      'shape',
      `cannot see ${formatShape(x.shape)} (${x.size} elements) as ${formatShape(shape)}.`,
      {
        shapes: [x.shape, shape],
      },
    );
  }
  return shape.map((length, axis) => (axis === open ? x.size / known : length));
}

/**
 * Merges the axes from `startAxis` to `endAxis` into one. By default all but the batch axis; a scalar becomes `[1]`.
 *
 * @param x any shape and dtype
 * @returns the same elements, rank reduced
 * @throws TensorError `axis` if an axis does not exist or the order is wrong
 * @see course part 1.2, where an image of 64×64×3 becomes a vector of 12,288
 * @example
 * ```ts
 * flatten(zeros([8, 64, 64, 3])).shape; // [8, 12288]
 * flatten(zeros([2, 3, 4]), 0).shape; // [24]
 * ```
 */
export function flatten(x: TensorLike, startAxis = 1, endAxis = -1): Tensor {
  const input = asTensor(x, 'flatten');
  if (input.rank === 0) return reshape(input, [1]);
  if (input.rank === 1 && startAxis === 1) return input;
  const start = resolveAxis('flatten', startAxis, input.rank);
  const end = resolveAxis('flatten', endAxis, input.rank);
  if (start > end) {
    throw new TensorError(
      'flatten',
      'axis',
      `startAxis ${startAxis} lies behind endAxis ${endAxis} in ${formatShape(input.shape)}.`,
      {
        shapes: [input.shape],
      },
    );
  }
  const merged = sizeOf(input.shape.slice(start, end + 1));
  return reshape(input, [...input.shape.slice(0, start), merged, ...input.shape.slice(end + 1)]);
}

/**
 * Drops axes of length 1.
 *
 * @param x any shape and dtype
 * @param axis axes to drop; all of length 1 unless given
 * @throws TensorError `shape` if a named axis is longer than 1, `axis` if it does not exist
 * @example
 * ```ts
 * squeeze(zeros([1, 3, 1])).shape; // [3]
 * squeeze(zeros([1, 3, 1]), 0).shape; // [3, 1]
 * ```
 */
export function squeeze(x: TensorLike, axis?: number | readonly number[]): Tensor {
  const input = asTensor(x, 'squeeze');
  const dropped = resolveAxes('squeeze', axis, input.rank).filter(
    (each) => axis !== undefined || input.shape[each] === 1,
  );
  for (const each of dropped) {
    if (input.shape[each] !== 1) {
      throw new TensorError(
        'squeeze',
        'shape',
        `axis ${each} of ${formatShape(input.shape)} has length ${input.shape[each]}, not 1.`,
        {
          shapes: [input.shape],
        },
      );
    }
  }
  return reshape(
    input,
    input.shape.filter((_, each) => !dropped.includes(each)),
  );
}

/**
 * Inserts an axis of length 1, which has the given place in the result.
 *
 * @param x any shape and dtype
 * @param axis from `-rank − 1` to `rank`
 * @throws TensorError `axis` if there is no such place
 * @example
 * ```ts
 * expandDims(zeros([3]), 0).shape; // [1, 3]
 * expandDims(zeros([3]), -1).shape; // [3, 1]
 * ```
 */
export function expandDims(x: TensorLike, axis: number): Tensor {
  const input = asTensor(x, 'expandDims');
  const place = resolveAxis('expandDims', axis, input.rank + 1);
  return reshape(input, [...input.shape.slice(0, place), 1, ...input.shape.slice(place)]);
}

/**
 * Axes in another order, reversed unless an order is given. For a matrix, its transpose.
 *
 * @param x any shape and dtype
 * @param order names each axis of `x` once
 * @returns a view
 * @throws TensorError `axis` if `order` is not an order of the axes
 * @example
 * ```ts
 * transpose(tensor([[1, 2], [3, 4]])); // [[1, 3], [2, 4]]
 * transpose(zeros([2, 3, 4]), [0, 2, 1]).shape; // [2, 4, 3]
 * ```
 */
export function transpose(x: TensorLike, order?: readonly number[]): Tensor {
  const input = asTensor(x, 'transpose');
  if (order === undefined)
    return permute(
      input,
      input.shape.map((_, axis) => input.rank - 1 - axis),
    );
  if (order.length !== input.rank || resolveAxes('transpose', order, input.rank).length !== input.rank) {
    throw new TensorError(
      'transpose',
      'axis',
      `[${order.join(', ')}] is not an order of the ${input.rank} axes of ${formatShape(input.shape)}.`,
      {
        shapes: [input.shape],
      },
    );
  }
  return permute(
    input,
    order.map((axis) => resolveAxis('transpose', axis, input.rank)),
  );
}

function permute(x: Tensor, order: readonly number[]): Tensor {
  return execute('permute', [x], { order });
}

/**
 * Exchanges two axes.
 *
 * @returns a view
 * @throws TensorError `axis` if an axis does not exist
 * @example
 * ```ts
 * swapAxes(zeros([2, 3, 4]), 0, -1).shape; // [4, 3, 2]
 * ```
 */
export function swapAxes(x: TensorLike, first: number, second: number): Tensor {
  const input = asTensor(x, 'swapAxes');
  const a = resolveAxis('swapAxes', first, input.rank);
  const b = resolveAxis('swapAxes', second, input.rank);
  return permute(
    input,
    input.shape.map((_, axis) => (axis === a ? b : axis === b ? a : axis)),
  );
}

/**
 * Moves an axis to another place; the others keep their order.
 *
 * @returns a view
 * @throws TensorError `axis` if an axis does not exist
 * @example
 * ```ts
 * moveAxis(zeros([3, 32, 32]), 0, -1).shape; // [32, 32, 3]
 * ```
 */
export function moveAxis(x: TensorLike, from: number, to: number): Tensor {
  const input = asTensor(x, 'moveAxis');
  const source = resolveAxis('moveAxis', from, input.rank);
  const order = input.shape.map((_, axis) => axis).filter((axis) => axis !== source);
  order.splice(resolveAxis('moveAxis', to, input.rank), 0, source);
  return permute(input, order);
}

/**
 * Stretches axes of length 1, and adds axes in front, without copying.
 *
 * @param x any shape that broadcasts to `shape`
 * @returns a view
 * @throws TensorError `shape` if `x` does not stretch to `shape`
 * @example
 * ```ts
 * broadcastTo(tensor([1, 2]), [2, 2]); // [[1, 2], [1, 2]]
 * ```
 */
export function broadcastTo(x: TensorLike, shape: readonly number[]): Tensor {
  return execute('broadcastTo', [asTensor(x, 'broadcastTo')], { shape: [...shape] });
}

/**
 * A copy whose elements lie in row-major order without gaps; the tensor itself where they do.
 *
 * @example
 * ```ts
 * contiguous(transpose(tensor([[1, 2], [3, 4]]))); // [[1, 3], [2, 4]]
 * ```
 */
export function contiguous(x: TensorLike): Tensor {
  const input = asTensor(x, 'contiguous');
  return input.layout.isContiguous ? input : execute('contiguous', [input], {});
}
