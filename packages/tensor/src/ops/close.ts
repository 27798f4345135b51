// Whether two tensors are equal but for rounding.

import type { Tensor } from '../tensor.ts';
import { add, mul, sub } from './arithmetic.ts';
import { equal, isFinite as isFiniteOp, lessEqual, logicalAnd, logicalOr } from './compare.ts';
import { promoteOperands, type TensorLike, withoutBool } from './lift.ts';
import { abs } from './math.ts';
import { all } from './reduce.ts';

/** How far apart two numbers may be to count as close. */
export interface CloseOptions {
  /** Allowed difference in proportion to `|b|`; 1e-5 unless given. */
  readonly relative?: number;
  /** Allowed difference on top; 1e-8 unless given. */
  readonly absolute?: number;
}

/**
 * Elementwise closeness: `|a − b| ≤ absolute + relative · |b|`. Equal infinities are close, NaN is close to nothing.
 *
 * @param a any shape that broadcasts with `b`
 * @param b the reference
 * @returns the broadcast shape, bool
 * @example
 * ```ts
 * isClose(tensor([1, 2]), tensor([1.000001, 2.1])); // [true, false]
 * ```
 */
export function isClose(a: TensorLike, b: TensorLike, options: CloseOptions = {}): Tensor {
  const { relative = 1e-5, absolute = 1e-8 } = options;
  const [x, y] = promoteOperands('isClose', a, b).map(withoutBool) as [Tensor, Tensor];
  const near = lessEqual(abs(sub(x, y)), add(mul(abs(y), relative), absolute));
  // An infinite y makes the bound infinite, which any finite x would meet.
  return logicalOr(logicalAnd(near, isFiniteOp(y)), equal(x, y));
}

/**
 * Whether all elements are close, see {@link isClose}. Reads the answer from the device.
 *
 * @throws TensorError `backend` where the device cannot be read without waiting; use `isClose` there
 * @example
 * ```ts
 * allClose(tensor([1, 2]), tensor([1.000001, 2])); // true
 * ```
 */
export function allClose(a: TensorLike, b: TensorLike, options: CloseOptions = {}): boolean {
  return all(isClose(a, b, options)).dataSync()[0] === 1;
}
