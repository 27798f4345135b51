// Trigonometric and hyperbolic functions and their inverses. One primitive op each.

import type { Tensor } from '../tensor.ts';
import { type TensorLike, unary } from './lift.ts';

/**
 * Sine of an angle in radians.
 *
 * @param x any shape, floating dtype
 * @returns same shape and dtype as `x`
 * @throws TensorError `dtype` if `x` is an integer or boolean tensor
 * @example
 * ```ts
 * sin(tensor([0, 1])); // [0, 0.8415]
 * ```
 */
export function sin(x: TensorLike): Tensor {
  return unary('sin', x);
}

/**
 * Cosine of an angle in radians.
 *
 * @param x any shape, floating dtype
 * @returns same shape and dtype as `x`
 * @throws TensorError `dtype` if `x` is an integer or boolean tensor
 * @example
 * ```ts
 * cos(tensor([0, 1])); // [1, 0.5403]
 * ```
 */
export function cos(x: TensorLike): Tensor {
  return unary('cos', x);
}

/**
 * Tangent of an angle in radians.
 *
 * @param x any shape, floating dtype
 * @returns same shape and dtype as `x`
 * @throws TensorError `dtype` if `x` is an integer or boolean tensor
 * @example
 * ```ts
 * tan(tensor([0, 1])); // [0, 1.5574]
 * ```
 */
export function tan(x: TensorLike): Tensor {
  return unary('tan', x);
}

/**
 * Inverse sine, in radians; NaN outside [−1, 1].
 *
 * @param x any shape, floating dtype
 * @returns same shape and dtype as `x`
 * @throws TensorError `dtype` if `x` is an integer or boolean tensor
 * @example
 * ```ts
 * asin(tensor([0, 1])); // [0, 1.5708]
 * ```
 */
export function asin(x: TensorLike): Tensor {
  return unary('asin', x);
}

/**
 * Inverse cosine, in radians; NaN outside [−1, 1].
 *
 * @param x any shape, floating dtype
 * @returns same shape and dtype as `x`
 * @throws TensorError `dtype` if `x` is an integer or boolean tensor
 * @example
 * ```ts
 * acos(tensor([0, 1])); // [1.5708, 0]
 * ```
 */
export function acos(x: TensorLike): Tensor {
  return unary('acos', x);
}

/**
 * Inverse tangent, in radians.
 *
 * @param x any shape, floating dtype
 * @returns same shape and dtype as `x`
 * @throws TensorError `dtype` if `x` is an integer or boolean tensor
 * @example
 * ```ts
 * atan(tensor([0, 1])); // [0, 0.7854]
 * ```
 */
export function atan(x: TensorLike): Tensor {
  return unary('atan', x);
}

/**
 * Hyperbolic sine: `(eˣ − e⁻ˣ) / 2`.
 *
 * @param x any shape, floating dtype
 * @returns same shape and dtype as `x`
 * @throws TensorError `dtype` if `x` is an integer or boolean tensor
 * @example
 * ```ts
 * sinh(tensor([0, 1])); // [0, 1.1752]
 * ```
 */
export function sinh(x: TensorLike): Tensor {
  return unary('sinh', x);
}

/**
 * Hyperbolic cosine: `(eˣ + e⁻ˣ) / 2`.
 *
 * @param x any shape, floating dtype
 * @returns same shape and dtype as `x`
 * @throws TensorError `dtype` if `x` is an integer or boolean tensor
 * @example
 * ```ts
 * cosh(tensor([0, 1])); // [1, 1.5431]
 * ```
 */
export function cosh(x: TensorLike): Tensor {
  return unary('cosh', x);
}

/**
 * Hyperbolic tangent: `(eˣ − e⁻ˣ) / (eˣ + e⁻ˣ)`.
 *
 * @param x any shape, floating dtype
 * @returns same shape and dtype as `x`, values in [−1, 1]
 * @throws TensorError `dtype` if `x` is an integer or boolean tensor
 * @see course part 2.2
 * @example
 * ```ts
 * tanh(tensor([0, 1])); // [0, 0.7616]
 * ```
 */
export function tanh(x: TensorLike): Tensor {
  return unary('tanh', x);
}

/**
 * Inverse hyperbolic sine.
 *
 * @param x any shape, floating dtype
 * @returns same shape and dtype as `x`
 * @throws TensorError `dtype` if `x` is an integer or boolean tensor
 * @example
 * ```ts
 * asinh(tensor([0, 1])); // [0, 0.8814]
 * ```
 */
export function asinh(x: TensorLike): Tensor {
  return unary('asinh', x);
}

/**
 * Inverse hyperbolic cosine; NaN below 1.
 *
 * @param x any shape, floating dtype
 * @returns same shape and dtype as `x`
 * @throws TensorError `dtype` if `x` is an integer or boolean tensor
 * @example
 * ```ts
 * acosh(tensor([1, 2])); // [0, 1.317]
 * ```
 */
export function acosh(x: TensorLike): Tensor {
  return unary('acosh', x);
}

/**
 * Inverse hyperbolic tangent; NaN outside [−1, 1].
 *
 * @param x any shape, floating dtype
 * @returns same shape and dtype as `x`
 * @throws TensorError `dtype` if `x` is an integer or boolean tensor
 * @example
 * ```ts
 * atanh(tensor([0, 0.5])); // [0, 0.5493]
 * ```
 */
export function atanh(x: TensorLike): Tensor {
  return unary('atanh', x);
}
