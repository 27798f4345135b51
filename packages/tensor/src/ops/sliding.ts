// Windows that slide along one axis.

import { formatShape, TensorError } from '../errors.ts';
import { execute } from '../execute.ts';
import { resolveAxis } from '../layout.ts';
import type { Tensor } from '../tensor.ts';
import { asTensor, hostIndices, type TensorLike } from './lift.ts';
import { moveAxis } from './shape.ts';

/**
 * All windows of `size` elements along an axis, `step` apart; those that do not fit whole are left out.
 *
 * @param x rank ≥ 1
 * @param axis the axis to slide along
 * @returns the shape of `x` with the number of windows for the length of the axis, and a last axis of length `size`
 * @throws TensorError `axis` if there is no such axis, `value` if size or step are not integers ≥ 1, `shape` if not one
 *   window fits
 * @example
 * ```ts
 * slidingWindows(tensor([1, 2, 3, 4, 5]), 3, 2, 0); // [[1, 2, 3], [3, 4, 5]]
 * ```
 */
export function slidingWindows(x: TensorLike, size: number, step: number, axis: number): Tensor {
  const op = 'slidingWindows';
  const input = asTensor(x, op);
  const along = resolveAxis(op, axis, input.rank);
  if (!(Number.isInteger(size) && size >= 1 && Number.isInteger(step) && step >= 1)) {
    throw new TensorError(op, 'value', `size and step must be integers ≥ 1, got ${size} and ${step}.`);
  }
  const length = input.shape[along]!;
  if (length < size) {
    const reason = `no window of ${size} fits into axis ${along} of ${formatShape(input.shape)}.`;
    throw new TensorError(op, 'shape', reason, { shapes: [input.shape] });
  }
  const count = Math.floor((length - size) / step) + 1;
  const places = Int32Array.from(
    { length: count * size },
    (_, i) => Math.floor(i / size) * step + (i % size),
  );
  const windows = execute('gather', [input, hostIndices(places, [count, size], input, op)], { axis: along });
  return moveAxis(windows, along + 1, -1);
}
