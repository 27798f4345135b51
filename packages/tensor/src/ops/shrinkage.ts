// Activations that cut away a part of the line, and the one that lets half of the features gate the other half.

import { formatShape, TensorError } from '../errors.ts';
import { resolveAxis } from '../layout.ts';
import type { Tensor } from '../tensor.ts';
import { sigmoid } from './activation.ts';
import { add, mul, sub } from './arithmetic.ts';
import { greater, greaterEqual, lessEqual, logicalAnd, where } from './compare.ts';
import { asFloating, asTensor, type TensorLike } from './lift.ts';
import { sliceAxis } from './slice.ts';
import { tanh } from './trigonometry.ts';

/**
 * `x` where `x > limit`, else `value`.
 *
 * @param x any shape, any dtype but bool
 * @returns same shape as `x`
 * @example
 * ```ts
 * threshold(tensor([-1, 0.5, 2]), 1, 9); // [9, 9, 2]
 * ```
 */
export function threshold(x: TensorLike, limit: number, value: number): Tensor {
  const input = asTensor(x, 'threshold');
  return where(lessEqual(input, limit), value, input);
}

/**
 * Moves values towards 0 by `lambda`, those that are nearer become 0: `x − lambda` above `lambda`, `x + lambda` below
 * `−lambda`, else 0. Its gradient at the corners is 0.
 *
 * @param x any shape, floating dtype
 * @returns same shape and dtype as `x`
 * @throws TensorError `value` if `lambda` is negative, `dtype` if `x` is an integer or boolean tensor
 * @see Donoho, "De-noising by soft-thresholding" (1995)
 * @example
 * ```ts
 * softShrink(tensor([-2, 0.25, 1])); // [-1.5, 0, 0.5]
 * ```
 */
export function softShrink(x: TensorLike, lambda = 0.5): Tensor {
  const input = asFloating(x, 'softShrink');
  checkLambda('softShrink', lambda);
  const moved = where(greater(input, 0), sub(input, lambda), add(input, lambda));
  return where(isNear(input, lambda), 0, moved);
}

/**
 * `x`, but 0 where `|x| ≤ lambda`.
 *
 * @param x any shape, floating dtype
 * @returns same shape and dtype as `x`
 * @throws TensorError `value` if `lambda` is negative, `dtype` if `x` is an integer or boolean tensor
 * @example
 * ```ts
 * hardShrink(tensor([-2, 0.25, 1])); // [-2, 0, 1]
 * ```
 */
export function hardShrink(x: TensorLike, lambda = 0.5): Tensor {
  const input = asFloating(x, 'hardShrink');
  checkLambda('hardShrink', lambda);
  return where(isNear(input, lambda), 0, input);
}

/**
 * `x − tanh x`: almost nothing near 0.
 *
 * @param x any shape, floating dtype
 * @returns same shape and dtype as `x`
 * @throws TensorError `dtype` if `x` is an integer or boolean tensor
 * @example
 * ```ts
 * tanhShrink(tensor([-1, 2])); // [-0.2384, 1.036]
 * ```
 */
export function tanhShrink(x: TensorLike): Tensor {
  const input = asFloating(x, 'tanhShrink');
  return sub(input, tanh(input));
}

/**
 * Gated linear unit: the first half of an axis times the {@link sigmoid} of the second half.
 *
 * @param x an even number of elements along the axis, floating dtype
 * @param axis the axis that is halved
 * @returns the shape of `x` with half the length of the axis
 * @throws TensorError `shape` if the axis has an odd length, `axis` if there is no such axis
 * @see Dauphin et al., "Language modeling with gated convolutional networks" (2016)
 * @example
 * ```ts
 * glu(tensor([3, 4, 0, 100])); // [1.5, 4]
 * ```
 */
export function glu(x: TensorLike, axis = -1): Tensor {
  const input = asFloating(x, 'glu');
  const along = resolveAxis('glu', axis, input.rank);
  const half = input.shape[along]! / 2;
  if (!Number.isInteger(half)) {
    throw new TensorError('glu', 'shape', `axis ${along} of ${formatShape(input.shape)} has no two halves.`, {
      shapes: [input.shape],
    });
  }
  return mul(sliceAxis(input, along, 0, half), sigmoid(sliceAxis(input, along, half, half)));
}

function checkLambda(op: string, lambda: number): void {
  if (lambda >= 0) return;
  throw new TensorError(op, 'value', `lambda must be ≥ 0, got ${lambda}.`);
}

/** Whether numbers lie in `[−distance, distance]`. */
function isNear(x: Tensor, distance: number): Tensor {
  return logicalAnd(greaterEqual(x, -distance), lessEqual(x, distance));
}
