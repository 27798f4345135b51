// Elementary functions of one operand: sign, powers, exponentials, rounding. One primitive op each.

import { TensorError } from '../errors.ts';
import type { Tensor } from '../tensor.ts';
import { asFloating, binary, type TensorLike, unary } from './lift.ts';

/**
 * Negative: `-x`.
 *
 * @param x any shape, any dtype but bool
 * @returns same shape and dtype as `x`
 * @throws TensorError `dtype` if `x` is boolean
 * @example
 * ```ts
 * neg(tensor([1, -2])); // [-1, 2]
 * ```
 */
export function neg(x: TensorLike): Tensor {
  return unary('neg', x);
}

/**
 * Magnitude: `|x|`. Its gradient at 0 is 0.
 *
 * @param x any shape, any dtype but bool
 * @returns same shape and dtype as `x`
 * @throws TensorError `dtype` if `x` is boolean
 * @example
 * ```ts
 * abs(tensor([1, -2])); // [1, 2]
 * ```
 */
export function abs(x: TensorLike): Tensor {
  return unary('abs', x);
}

/**
 * Sign: −1, 0 or 1; 0 for NaN, too, as in PyTorch.
 *
 * @param x any shape, any dtype but bool
 * @returns same shape and dtype as `x`
 * @throws TensorError `dtype` if `x` is boolean
 * @example
 * ```ts
 * sign(tensor([-3, 0, 2])); // [-1, 0, 1]
 * ```
 */
export function sign(x: TensorLike): Tensor {
  return unary('sign', x);
}

/**
 * Square: `x²`.
 *
 * @param x any shape, any dtype but bool
 * @returns same shape and dtype as `x`
 * @throws TensorError `dtype` if `x` is boolean
 * @example
 * ```ts
 * square(tensor([2, -3])); // [4, 9]
 * ```
 */
export function square(x: TensorLike): Tensor {
  return unary('square', x);
}

/**
 * Square root: `√x`; NaN below 0.
 *
 * @param x any shape, floating dtype
 * @returns same shape and dtype as `x`
 * @throws TensorError `dtype` if `x` is an integer or boolean tensor
 * @example
 * ```ts
 * sqrt(tensor([4, 9])); // [2, 3]
 * ```
 */
export function sqrt(x: TensorLike): Tensor {
  return unary('sqrt', x);
}

/**
 * Reciprocal square root: `1 / √x`.
 *
 * @param x any shape, floating dtype
 * @returns same shape and dtype as `x`
 * @throws TensorError `dtype` if `x` is an integer or boolean tensor
 * @example
 * ```ts
 * rsqrt(tensor([4, 16])); // [0.5, 0.25]
 * ```
 */
export function rsqrt(x: TensorLike): Tensor {
  return unary('rsqrt', x);
}

/**
 * Reciprocal: `1 / x`.
 *
 * @param x any shape, floating dtype
 * @returns same shape and dtype as `x`
 * @throws TensorError `dtype` if `x` is an integer or boolean tensor
 * @example
 * ```ts
 * reciprocal(tensor([2, 4])); // [0.5, 0.25]
 * ```
 */
export function reciprocal(x: TensorLike): Tensor {
  return unary('reciprocal', x);
}

/**
 * Exponential: `eˣ`.
 *
 * @param x any shape, floating dtype
 * @returns same shape and dtype as `x`
 * @throws TensorError `dtype` if `x` is an integer or boolean tensor
 * @example
 * ```ts
 * exp(tensor([0, 1])); // [1, 2.7183]
 * ```
 */
export function exp(x: TensorLike): Tensor {
  return unary('exp', x);
}

/**
 * `eˣ − 1`, accurate near 0.
 *
 * @param x any shape, floating dtype
 * @returns same shape and dtype as `x`
 * @throws TensorError `dtype` if `x` is an integer or boolean tensor
 * @example
 * ```ts
 * expm1(tensor([0, 1])); // [0, 1.7183]
 * ```
 */
export function expm1(x: TensorLike): Tensor {
  return unary('expm1', x);
}

/**
 * Natural logarithm; NaN below 0, −Infinity at 0.
 *
 * @param x any shape, floating dtype
 * @returns same shape and dtype as `x`
 * @throws TensorError `dtype` if `x` is an integer or boolean tensor
 * @example
 * ```ts
 * log(tensor([1, Math.E])); // [0, 1]
 * ```
 */
export function log(x: TensorLike): Tensor {
  return unary('log', x);
}

/**
 * `log(1 + x)`, accurate near 0.
 *
 * @param x any shape, floating dtype
 * @returns same shape and dtype as `x`
 * @throws TensorError `dtype` if `x` is an integer or boolean tensor
 * @example
 * ```ts
 * log1p(tensor([0, 1])); // [0, 0.6931]
 * ```
 */
export function log1p(x: TensorLike): Tensor {
  return unary('log1p', x);
}

/**
 * Logarithm to base 2.
 *
 * @param x any shape, floating dtype
 * @returns same shape and dtype as `x`
 * @throws TensorError `dtype` if `x` is an integer or boolean tensor
 * @example
 * ```ts
 * log2(tensor([1, 8])); // [0, 3]
 * ```
 */
export function log2(x: TensorLike): Tensor {
  return unary('log2', x);
}

/**
 * Logarithm to base 10.
 *
 * @param x any shape, floating dtype
 * @returns same shape and dtype as `x`
 * @throws TensorError `dtype` if `x` is an integer or boolean tensor
 * @example
 * ```ts
 * log10(tensor([1, 1000])); // [0, 3]
 * ```
 */
export function log10(x: TensorLike): Tensor {
  return unary('log10', x);
}

/**
 * Error function: `2/√π ∫₀ˣ exp(−t²) dt`.
 *
 * @param x any shape, floating dtype
 * @returns same shape and dtype as `x`
 * @throws TensorError `dtype` if `x` is an integer or boolean tensor
 * @example
 * ```ts
 * erf(tensor([0, 1])); // [0, 0.8427]
 * ```
 */
export function erf(x: TensorLike): Tensor {
  return unary('erf', x);
}

/**
 * Complement of the error function: `1 − erf(x)`, accurate for large `x`.
 *
 * @param x any shape, floating dtype
 * @returns same shape and dtype as `x`
 * @throws TensorError `dtype` if `x` is an integer or boolean tensor
 * @example
 * ```ts
 * erfc(tensor([0, 1])); // [1, 0.1573]
 * ```
 */
export function erfc(x: TensorLike): Tensor {
  return unary('erfc', x);
}

/**
 * Inverse of {@link erf}: the y with `erf(y) = x`. `√2 · erfInv(2p − 1)` is the normal quantile of p.
 *
 * @param x any shape, floating dtype, values in (−1, 1); ±1 give ±Infinity, what lies outside NaN
 * @returns same shape and dtype as `x`
 * @throws TensorError `dtype` if `x` is an integer or boolean tensor
 * @see Wichura, "Algorithm AS 241" (1988)
 * @example
 * ```ts
 * erfInv(tensor([0, 0.5])); // [0, 0.4769]
 * ```
 */
export function erfInv(x: TensorLike): Tensor {
  return unary('erfInv', x);
}

/**
 * Rounds down.
 *
 * @param x any shape, floating dtype
 * @returns same shape and dtype as `x`
 * @throws TensorError `dtype` if `x` is an integer or boolean tensor
 * @example
 * ```ts
 * floor(tensor([1.7, -1.2])); // [1, -2]
 * ```
 */
export function floor(x: TensorLike): Tensor {
  return unary('floor', x);
}

/**
 * Rounds up.
 *
 * @param x any shape, floating dtype
 * @returns same shape and dtype as `x`
 * @throws TensorError `dtype` if `x` is an integer or boolean tensor
 * @example
 * ```ts
 * ceil(tensor([1.2, -1.7])); // [2, -1]
 * ```
 */
export function ceil(x: TensorLike): Tensor {
  return unary('ceil', x);
}

/**
 * Rounds to the nearest integer, halves to the even one, as IEEE 754 and NumPy do.
 *
 * @param x any shape, floating dtype
 * @param decimals places behind the point to keep; negative ones are in front of it
 * @returns same shape and dtype as `x`
 * @throws TensorError `dtype` if `x` is an integer or boolean tensor, `value` if `decimals` is not an integer
 * @example
 * ```ts
 * round(tensor([0.5, 1.5, -2.5])); // [0, 2, -2]
 * round(tensor([12.345, 67.891]), 1); // [12.3, 67.9]
 * ```
 */
export function round(x: TensorLike, decimals = 0): Tensor {
  if (decimals === 0) return unary('round', x);
  if (!Number.isInteger(decimals)) {
    throw new TensorError('round', 'value', `decimals must be an integer, got ${decimals}.`);
  }
  const input = asFloating(x, 'round');
  const power = 10 ** Math.abs(decimals);
  return decimals > 0
    ? binary('div', unary('round', binary('mul', input, power)), power)
    : binary('mul', unary('round', binary('div', input, power)), power);
}

/**
 * Drops the fraction.
 *
 * @param x any shape, floating dtype
 * @returns same shape and dtype as `x`
 * @throws TensorError `dtype` if `x` is an integer or boolean tensor
 * @example
 * ```ts
 * trunc(tensor([1.7, -1.7])); // [1, -1]
 * ```
 */
export function trunc(x: TensorLike): Tensor {
  return unary('trunc', x);
}
