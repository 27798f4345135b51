// Parts of a tensor by position. All are views, save `roll`, which puts two together.

import { formatShape, TensorError } from '../errors.ts';
import { execute } from '../execute.ts';
import { resolveAxes, resolveAxis } from '../layout.ts';
import type { SliceAttrs } from '../op-table/shape.ts';
import type { Tensor } from '../tensor.ts';
import { concat } from './join.ts';
import { asTensor, type TensorLike } from './lift.ts';
import { reshape } from './shape.ts';

/**
 * Which elements of one axis: `[start, stop, step]` as in Python, `null` for all. Negative places count from the end,
 * `null` means the end in question, places outside are moved to the nearest, a negative step walks backwards.
 */
export type Range = null | readonly [start: number | null, stop: number | null, step?: number];

/**
 * Part of a tensor, one {@link Range} an axis; axes without one stay whole.
 *
 * @param x rank at least the number of ranges
 * @returns a view of the same rank
 * @throws TensorError `axis` for too many ranges, `value` if a step is 0 or a place is not an integer
 * @example
 * ```ts
 * const x = tensor([[1, 2, 3], [4, 5, 6]]);
 * slice(x, null, [1, 3]); // [[2, 3], [5, 6]]
 * slice(x, [-1, null]); // [[4, 5, 6]]
 * slice(x, null, [null, null, -2]); // [[3, 1], [6, 4]]
 * ```
 */
export function slice(x: TensorLike, ...ranges: readonly Range[]): Tensor {
  const input = asTensor(x, 'slice');
  return execute('slice', [input], resolveRanges('slice', input.shape, ranges));
}

/** Ranges as the attributes of the op `slice`. */
export function resolveRanges(op: string, shape: readonly number[], ranges: readonly Range[]): SliceAttrs {
  if (ranges.length > shape.length) {
    throw new TensorError(
      op,
      'axis',
      `got ${ranges.length} ranges for the ${shape.length} axes of ${formatShape(shape)}.`,
      { shapes: [shape] },
    );
  }
  const resolved = shape.map((length, axis) => resolveRange(op, length, ranges[axis] ?? null));
  return {
    starts: resolved.map(({ start }) => start),
    sizes: resolved.map(({ size }) => size),
    steps: resolved.map(({ step }) => step),
  };
}

function resolveRange(
  op: string,
  length: number,
  range: Range,
): { start: number; size: number; step: number } {
  if (range === null) return { start: 0, size: length, step: 1 };
  if (!Array.isArray(range))
    throw new TensorError(
      op,
      'value',
      `takes ranges such as [0, 2] or null, got ${String(range)}. For one index use at().`,
    );
  const [from = null, to = null, step = 1] = range;
  const isValid = [from ?? 0, to ?? 0, step].every(Number.isInteger) && step !== 0;
  if (!isValid)
    throw new TensorError(
      op,
      'value',
      `range [${from}, ${to}, ${step}] needs integers and a step that is not 0.`,
    );
  // Backwards, the place before the first element is a valid end; forwards, the one behind the last.
  const [low, high] = step > 0 ? [0, length] : [-1, length - 1];
  const clampPlace = (place: number): number =>
    Math.min(high, Math.max(low, place < 0 ? place + length : place));
  const start = from === null ? (step > 0 ? low : high) : clampPlace(from);
  const stop = to === null ? (step > 0 ? high : low) : clampPlace(to);
  const size = Math.max(0, Math.ceil((stop - start) / step));
  return { start: size === 0 ? 0 : start, size, step };
}

/**
 * One element, row or block by integer places, one an axis from the first on; those axes disappear.
 *
 * @param x rank at least the number of indices
 * @param indices integers; negative ones count from the end
 * @returns a view of rank `x.rank − indices.length`
 * @throws TensorError `index` if a place lies outside, `axis` for too many indices
 * @example
 * ```ts
 * at(tensor([[1, 2], [3, 4]]), 1); // [3, 4]
 * at(tensor([[1, 2], [3, 4]]), 0, -1); // 2
 * ```
 */
export function at(x: TensorLike, ...indices: readonly number[]): Tensor {
  const input = asTensor(x, 'at');
  const { shape } = input;
  if (indices.length > shape.length) {
    throw new TensorError(
      'at',
      'axis',
      `got ${indices.length} indices for the ${shape.length} axes of ${formatShape(shape)}.`,
      { shapes: [shape] },
    );
  }
  const starts = shape.map((length, axis) => {
    const index = indices[axis] ?? 0;
    const place = index < 0 ? index + length : index;
    if (axis < indices.length && !(Number.isInteger(index) && place >= 0 && place < length)) {
      throw new TensorError(
        'at',
        'index',
        `index ${index} lies outside axis ${axis} of ${formatShape(shape)} (length ${length}).`,
        { shapes: [shape] },
      );
    }
    return place;
  });
  const sizes = shape.map((length, axis) => (axis < indices.length ? 1 : length));
  const part = execute('slice', [input], {
    starts: starts.map((start, axis) => (sizes[axis] === 0 ? 0 : start)),
    sizes,
    steps: shape.map(() => 1),
  });
  return reshape(part, shape.slice(indices.length));
}

/**
 * Cuts a tensor along an axis.
 *
 * @param x rank ≥ 1
 * @param sizesOrCount the length of each part, or the number of equal parts
 * @returns views, in order
 * @throws TensorError `shape` if the parts do not add up to the axis
 * @example
 * ```ts
 * split(tensor([1, 2, 3, 4]), 2)[1]; // [3, 4]
 * split(tensor([1, 2, 3, 4]), [1, 3])[1]; // [2, 3, 4]
 * ```
 */
export function split(x: TensorLike, sizesOrCount: number | readonly number[], axis = 0): Tensor[] {
  const input = asTensor(x, 'split');
  const along = resolveAxis('split', axis, input.rank);
  const length = input.shape[along]!;
  const count = typeof sizesOrCount === 'number' ? sizesOrCount : sizesOrCount.length;
  const sizes =
    typeof sizesOrCount === 'number' ? new Array<number>(positive(count)).fill(length / count) : sizesOrCount;
  const isValid =
    sizes.every((size) => Number.isInteger(size) && size >= 0) && sizes.reduce((a, b) => a + b, 0) === length;
  if (!isValid) {
    const parts =
      typeof sizesOrCount === 'number' ? `${count} equal parts` : `parts of ${formatShape(sizes)}`;
    throw new TensorError(
      'split',
      'shape',
      `cannot cut axis ${along} of ${formatShape(input.shape)} (length ${length}) into ${parts}.`,
      {
        shapes: [input.shape],
      },
    );
  }
  let end = 0;
  return sizes.map((size) => {
    const start = end;
    end += size;
    return sliceAxis(input, along, start, size);
  });
}

function positive(count: number): number {
  if (!Number.isInteger(count) || count < 1)
    throw new TensorError('split', 'value', `takes a number of parts ≥ 1, got ${count}.`);
  return count;
}

/** `size` elements of one axis from `start` on. */
export function sliceAxis(x: Tensor, axis: number, start: number, size: number, step = 1): Tensor {
  return execute('slice', [x], {
    starts: x.shape.map((_, each) => (each === axis && size > 0 ? start : 0)),
    sizes: x.shape.map((length, each) => (each === axis ? size : length)),
    steps: x.shape.map((_, each) => (each === axis ? step : 1)),
  });
}

/**
 * The slices along an axis, which disappears: the inverse of {@link stack}.
 *
 * @param x rank ≥ 1
 * @returns views, in order
 * @throws TensorError `axis` if there is no such axis
 * @example
 * ```ts
 * unstack(tensor([[1, 2], [3, 4]]))[1]; // [3, 4]
 * ```
 */
export function unstack(x: TensorLike, axis = 0): Tensor[] {
  const input = asTensor(x, 'unstack');
  const along = resolveAxis('unstack', axis, input.rank);
  const shape = input.shape.filter((_, each) => each !== along);
  return Array.from({ length: input.shape[along]! }, (_, i) => reshape(sliceAxis(input, along, i, 1), shape));
}

/**
 * Reverses the order along axes.
 *
 * @param axis axes to reverse; all unless given
 * @returns a view
 * @throws TensorError `axis` if an axis does not exist
 * @example
 * ```ts
 * flip(tensor([[1, 2], [3, 4]]), 1); // [[2, 1], [4, 3]]
 * ```
 */
export function flip(x: TensorLike, axis?: number | readonly number[]): Tensor {
  const input = asTensor(x, 'flip');
  const axes = resolveAxes('flip', axis, input.rank);
  const isFlipped = input.shape.map((_, each) => axes.includes(each));
  return execute('slice', [input], {
    starts: input.shape.map((length, each) => (isFlipped[each] && length > 0 ? length - 1 : 0)),
    sizes: input.shape,
    steps: isFlipped.map((flipped) => (flipped ? -1 : 1)),
  });
}

/**
 * Shifts elements along an axis; those that leave at one end come in at the other.
 *
 * @param shift number of places, negative towards the front
 * @throws TensorError `axis` if there is no such axis, `value` if `shift` is not an integer
 * @example
 * ```ts
 * roll(tensor([1, 2, 3]), 1, 0); // [3, 1, 2]
 * ```
 */
export function roll(x: TensorLike, shift: number, axis: number): Tensor {
  const input = asTensor(x, 'roll');
  const along = resolveAxis('roll', axis, input.rank);
  if (!Number.isInteger(shift))
    throw new TensorError('roll', 'value', `shift must be an integer, got ${shift}.`);
  const length = input.shape[along]!;
  if (length === 0 || shift % length === 0) return input;
  const cut = ((-shift % length) + length) % length;
  return concat([sliceAxis(input, along, cut, length - cut), sliceAxis(input, along, 0, cut)], along);
}
