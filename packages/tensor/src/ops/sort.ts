// Order along an axis, and places in an order.

import { formatShape, TensorError } from '../errors.ts';
import { executeAll } from '../execute.ts';
import { resolveAxis, sameShape } from '../layout.ts';
import type { Tensor } from '../tensor.ts';
import { add, floorDiv, minimum } from './arithmetic.ts';
import { less, lessEqual, logicalAnd, where } from './compare.ts';
import { fullLike, zerosLike } from './create.ts';
import { gather, takeAlongAxis } from './indexing.ts';
import { asTensor, promoteOperands, type TensorLike } from './lift.ts';
import { sliceAxis } from './slice.ts';

/** Sorted values, and the places (int32) in the input that they came from. */
export interface Sorted {
  /** The elements in order. */
  readonly values: Tensor;
  /** Where each was, int32. */
  readonly indices: Tensor;
}

/** Options of {@link sort} and {@link argsort}. */
export interface SortOptions {
  /** The greatest first. */
  readonly descending?: boolean;
}

/** Options of {@link topK}. */
export interface TopKOptions {
  /** `false` finds the least elements. */
  readonly largest?: boolean;
}

/** Options of {@link searchSorted}. */
export interface SearchSortedOptions {
  /** `'left'` (default): before equal elements. `'right'`: behind them. */
  readonly side?: 'left' | 'right';
}

/**
 * Sorts along an axis. Stable; NaN counts as greatest. The gradient goes to the places the values came from.
 *
 * @param x rank ≥ 1
 * @param axis the axis to sort
 * @returns two tensors of `x`'s shape
 * @throws TensorError `axis` if there is no such axis
 * @example
 * ```ts
 * sort(tensor([3, 1, 2])).values; // [1, 2, 3]
 * sort(tensor([3, 1, 2])).indices; // [1, 2, 0]
 * ```
 */
export function sort(x: TensorLike, axis = -1, options: SortOptions = {}): Sorted {
  const input = asTensor(x, 'sort');
  const attrs = { axis: resolveAxis('sort', axis, input.rank), descending: options.descending ?? false };
  const [values, indices] = executeAll('sort', [input], attrs) as [Tensor, Tensor];
  return { values, indices };
}

/**
 * The places of the elements in sorted order: `takeAlongAxis(x, argsort(x), -1)` is sorted.
 *
 * @param x rank ≥ 1
 * @param axis the axis to sort
 * @returns int32, same shape as `x`
 * @throws TensorError `axis` if there is no such axis
 * @example
 * ```ts
 * argsort(tensor([3, 1, 2])); // [1, 2, 0]
 * ```
 */
export function argsort(x: TensorLike, axis = -1, options: SortOptions = {}): Tensor {
  return sort(asTensor(x, 'argsort'), axis, options).indices;
}

/**
 * The `k` greatest elements along an axis, the greatest first (or the least, with `largest: false`).
 *
 * @param x rank ≥ 1
 * @param k how many, at most the length of the axis
 * @param axis the axis to search
 * @returns values and their places, of length `k` along the axis
 * @throws TensorError `value` if `k` does not lie between 0 and the length, `axis` if there is no such axis
 * @example
 * ```ts
 * topK(tensor([3, 1, 2]), 2).values; // [3, 2]
 * ```
 */
export function topK(x: TensorLike, k: number, axis = -1, options: TopKOptions = {}): Sorted {
  const input = asTensor(x, 'topK');
  const along = resolveAxis('topK', axis, input.rank);
  const length = input.shape[along]!;
  if (!Number.isInteger(k) || k < 0 || k > length) {
    throw new TensorError(
      'topK',
      'value',
      `k must lie between 0 and ${length}, the length of axis ${along} of ${formatShape(input.shape)}; got ${k}.`,
      {
        shapes: [input.shape],
      },
    );
  }
  const sorted = sort(input, along, { descending: options.largest ?? true });
  return { values: sliceAxis(sorted.values, along, 0, k), indices: sliceAxis(sorted.indices, along, 0, k) };
}

/**
 * Where values would have to be inserted to keep a vector, or rows, sorted.
 *
 * @param sorted ascending vector `[n]`, or rows `[..., n]`, without NaN
 * @param values any shape; for rows `[..., m]` with the same first axes
 * @returns int32 of the shape of `values`, from 0 to n
 * @throws TensorError `shape` if `sorted` is a scalar, or the rows differ in number
 * @example
 * ```ts
 * searchSorted(tensor([1, 3, 5]), tensor([0, 3, 9])); // [0, 1, 3]
 * searchSorted(tensor([1, 3, 5]), tensor([3]), { side: 'right' }); // [2]
 * searchSorted(tensor([[1, 3], [6, 8]]), tensor([[2], [9]])); // [[1], [2]]
 * ```
 */
export function searchSorted(
  sorted: TensorLike,
  values: TensorLike,
  options: SearchSortedOptions = {},
): Tensor {
  const [lines, wanted] = promoteOperands('searchSorted', sorted, values);
  const lead = lines.shape.slice(0, -1);
  if (lines.rank === 0 || (lines.rank > 1 && !sameShape(lead, wanted.shape.slice(0, -1)))) {
    throw new TensorError(
      'searchSorted',
      'shape',
      `takes a sorted vector, or rows for the rows of values; got ${formatShape(lines.shape)} for ${formatShape(wanted.shape)}.`,
      { shapes: [lines.shape, wanted.shape] },
    );
  }
  const length = lines.shape.at(-1)!;
  const isBefore = options.side === 'right' ? lessEqual : less;
  const read = (places: Tensor): Tensor =>
    lines.rank === 1 ? gather(lines, places) : takeAlongAxis(lines, places, -1);
  let low = zerosLike(wanted, { dtype: 'int32' });
  let high = fullLike(wanted, length, { dtype: 'int32' });
  // Bisection, all values at once: the answer lies in [low, high], which halves each time.
  for (let room = length; room > 0; room = Math.floor(room / 2)) {
    const middle = floorDiv(add(low, high), 2);
    const isRight = logicalAnd(less(low, high), isBefore(read(minimum(middle, length - 1)), wanted));
    [low, high] = [where(isRight, add(middle, 1), low), where(isRight, high, minimum(middle, high))];
  }
  return low;
}
