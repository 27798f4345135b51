// Activation functions. Those with corners are built so that the gradient at a corner is the one that PyTorch gives.

import { TensorError } from '../errors.ts';
import { execute, unobserved } from '../execute.ts';
import { resolveAxis } from '../layout.ts';
import type { Tensor } from '../tensor.ts';
import { add, clamp, div, mul } from './arithmetic.ts';
import { greater, greaterEqual, less, lessEqual, logicalAnd, where } from './compare.ts';
import { asFloating, asTensor, type TensorLike, unary } from './lift.ts';
import { abs, erfc, neg } from './math.ts';
import { tanh } from './trigonometry.ts';

/**
 * Rectified linear unit: `max(x, 0)`. Its gradient at 0 is 0.
 *
 * @param x any shape, any dtype but bool
 * @returns same shape and dtype as `x`
 * @see course part 2.2
 * @example
 * ```ts
 * relu(tensor([-1, 2])); // [0, 2]
 * ```
 */
export function relu(x: TensorLike): Tensor {
  return unary('relu', x);
}

/**
 * ReLU with a ceiling: `min(max(x, 0), 6)`. Its gradient is 0 at both ends.
 *
 * @param x any shape, any dtype but bool
 * @returns same shape and dtype as `x`
 * @see Howard et al., "MobileNets" (2017)
 * @example
 * ```ts
 * relu6(tensor([-1, 2, 8])); // [0, 2, 6]
 * ```
 */
export function relu6(x: TensorLike): Tensor {
  return ramp(asTensor(x, 'relu6'), 0, 6);
}

/**
 * ReLU that keeps a slope below 0: `x` where `x > 0`, else `slope · x`.
 *
 * @param x any shape, floating dtype
 * @param slope gradient below 0
 * @returns same shape and dtype as `x`
 * @see Maas et al., "Rectifier nonlinearities improve neural network acoustic models" (2013); course part 2.2
 * @example
 * ```ts
 * leakyRelu(tensor([-1, 2]), 0.1); // [-0.1, 2]
 * ```
 */
export function leakyRelu(x: TensorLike, slope = 0.01): Tensor {
  return execute('leakyRelu', [asTensor(x, 'leakyRelu')], { slope });
}

/**
 * Leaky ReLU whose slope is learned: `x` where `x > 0`, else `slope · x`.
 *
 * @param x any shape, floating dtype; channels last
 * @param slope broadcasts with `x`: a scalar, or one value a channel
 * @returns the broadcast shape
 * @see He et al., "Delving deep into rectifiers" (2015)
 * @example
 * ```ts
 * prelu(tensor([-1, 2]), tensor(0.25)); // [-0.25, 2]
 * ```
 */
export function prelu(x: TensorLike, slope: TensorLike): Tensor {
  const input = asFloating(x, 'prelu');
  const positive = greater(input, 0);
  // The product sees zeros where it is not chosen: an infinite x there would make the slope's gradient NaN.
  return where(positive, input, mul(slope, where(positive, 0, input)));
}

/**
 * Exponential linear unit: `x` where `x > 0`, else `alpha · (eˣ − 1)`.
 *
 * @param x any shape, floating dtype
 * @param alpha minus the limit for large negative `x`
 * @returns same shape and dtype as `x`
 * @see Clevert et al., "Fast and accurate deep network learning by exponential linear units" (2015)
 * @example
 * ```ts
 * elu(tensor([-1, 2])); // [-0.6321, 2]
 * ```
 */
export function elu(x: TensorLike, alpha = 1): Tensor {
  return execute('elu', [asTensor(x, 'elu')], { alpha });
}

const seluAlpha = 1.6732632423543772;
const seluScale = 1.0507009873554805;

/**
 * Scaled ELU, which keeps mean 0 and variance 1 through layers: `1.0507 · elu(x, 1.6733)`.
 *
 * @param x any shape, floating dtype
 * @returns same shape and dtype as `x`
 * @see Klambauer et al., "Self-normalizing neural networks" (2017)
 * @example
 * ```ts
 * selu(tensor([-1, 1])); // [-1.1113, 1.0507]
 * ```
 */
export function selu(x: TensorLike): Tensor {
  return mul(elu(asFloating(x, 'selu'), seluAlpha), seluScale);
}

/**
 * ELU with a continuous derivative: `x` where `x > 0`, else `alpha · (exp(x / alpha) − 1)`.
 *
 * @param x any shape, floating dtype
 * @param alpha minus the limit for large negative `x`; not 0
 * @returns same shape and dtype as `x`
 * @see Barron, "Continuously differentiable exponential linear units" (2017)
 * @example
 * ```ts
 * celu(tensor([-1, 2]), 2); // [-0.7869, 2]
 * ```
 */
export function celu(x: TensorLike, alpha = 1): Tensor {
  return mul(elu(div(asFloating(x, 'celu'), alpha)), alpha);
}

/** Which formula {@link gelu} uses. */
export interface GeluOptions {
  /** `'none'` (exact, the default) or `'tanh'`. */
  readonly approximate?: 'none' | 'tanh';
}

/**
 * Gaussian error linear unit: `x · Φ(x)` with the normal distribution function `Φ`.
 *
 * `approximate: 'tanh'` computes `x/2 · (1 + tanh(√(2/π) (x + 0.044715 x³)))`.
 *
 * @param x any shape, floating dtype
 * @returns same shape and dtype as `x`
 * @see Hendrycks, Gimpel, "Gaussian error linear units" (2016)
 * @example
 * ```ts
 * gelu(tensor([-1, 1])); // [-0.1587, 0.8413]
 * ```
 */
export function gelu(x: TensorLike, options: GeluOptions = {}): Tensor {
  const input = asFloating(x, 'gelu');
  const half = mul(input, 0.5);
  // erfc keeps the digits of the lower tail, which 1 + erf would cancel.
  if (options.approximate !== 'tanh') return mul(half, erfc(mul(input, -Math.SQRT1_2)));
  const cubic = mul(input, add(mul(mul(input, input), 0.044715), 1));
  return mul(half, add(tanh(mul(cubic, Math.sqrt(2 / Math.PI))), 1));
}

/**
 * Sigmoid linear unit, also called swish: `x · sigmoid(x)`.
 *
 * @param x any shape, floating dtype
 * @returns same shape and dtype as `x`
 * @see Ramachandran et al., "Searching for activation functions" (2017)
 * @example
 * ```ts
 * silu(tensor([-1, 1])); // [-0.2689, 0.7311]
 * ```
 */
export function silu(x: TensorLike): Tensor {
  const input = asFloating(x, 'silu');
  return mul(input, sigmoid(input));
}

/**
 * `x · tanh(softplus(x))`.
 *
 * @param x any shape, floating dtype
 * @returns same shape and dtype as `x`
 * @see Misra, "Mish: a self regularized non-monotonic activation function" (2019)
 * @example
 * ```ts
 * mish(tensor([-1, 1])); // [-0.3034, 0.8651]
 * ```
 */
export function mish(x: TensorLike): Tensor {
  const input = asFloating(x, 'mish');
  return mul(input, tanh(softplus(input)));
}

/** Options of {@link softplus}. */
export interface SoftplusOptions {
  /** How sharp the bend is; 1 unless given. */
  readonly beta?: number;
  /** Where `beta · x` is above this, the result is `x` itself; Infinity unless given (PyTorch: 20). */
  readonly threshold?: number;
}

/**
 * Smooth approximation of {@link relu}: `log(1 + e^(beta · x)) / beta`, computed without overflow.
 *
 * @param x any shape, floating dtype
 * @returns same shape and dtype as `x`, values > 0
 * @throws TensorError `dtype` if `x` is an integer or boolean tensor, `value` if `beta` is 0 or no number
 * @see Dugas et al., "Incorporating second-order functional knowledge" (2000); course part 2.2
 * @example
 * ```ts
 * softplus(tensor([-1, 0, 1])); // [0.3133, 0.6931, 1.3133]
 * softplus(tensor([-1, 0, 1]), { beta: 10 }); // [0, 0.0693, 1]
 * ```
 */
export function softplus(x: TensorLike, options: SoftplusOptions = {}): Tensor {
  const { beta = 1, threshold = Number.POSITIVE_INFINITY } = options;
  if (!Number.isFinite(beta) || beta === 0) {
    throw new TensorError('softplus', 'value', `beta must be a number other than 0, got ${beta}.`);
  }
  const input = asFloating(x, 'softplus');
  const sharp = beta === 1 ? input : mul(input, beta);
  const soft = unary('softplus', sharp);
  const smooth = beta === 1 ? soft : div(soft, beta);
  return threshold === Number.POSITIVE_INFINITY ? smooth : where(greater(sharp, threshold), input, smooth);
}

/**
 * `x / (1 + |x|)`.
 *
 * @param x any shape, floating dtype
 * @returns same shape and dtype as `x`, values in (−1, 1)
 * @example
 * ```ts
 * softsign(tensor([-1, 3])); // [-0.5, 0.75]
 * ```
 */
export function softsign(x: TensorLike): Tensor {
  const input = asFloating(x, 'softsign');
  return div(input, add(abs(input), 1));
}

/**
 * Logistic function: `1 / (1 + e⁻ˣ)`.
 *
 * @param x any shape, floating dtype
 * @returns same shape and dtype as `x`, values in [0, 1]
 * @see course part 1.2
 * @example
 * ```ts
 * sigmoid(tensor([0, 2])); // [0.5, 0.8808]
 * ```
 */
export function sigmoid(x: TensorLike): Tensor {
  return unary('sigmoid', x);
}

/**
 * Logarithm of the {@link sigmoid}, `−softplus(−x)`, without underflow.
 *
 * @param x any shape, floating dtype
 * @returns same shape and dtype as `x`, values < 0
 * @example
 * ```ts
 * logSigmoid(tensor([0, 2])); // [-0.6931, -0.1269]
 * ```
 */
export function logSigmoid(x: TensorLike): Tensor {
  return neg(softplus(neg(asFloating(x, 'logSigmoid'))));
}

/**
 * Limits values to `[min, max]`, as {@link clamp} does, but with gradient 0 at both ends.
 *
 * @param x any shape, any dtype but bool
 * @returns same shape and dtype as `x`
 * @example
 * ```ts
 * hardTanh(tensor([-3, 0.5, 3])); // [-1, 0.5, 1]
 * ```
 */
export function hardTanh(x: TensorLike, min = -1, max = 1): Tensor {
  return ramp(asTensor(x, 'hardTanh'), min, max);
}

/**
 * Piecewise linear sigmoid: 0 up to −3, 1 from 3 on, `x/6 + 1/2` between. Its gradient is 0 at both ends.
 *
 * @param x any shape, floating dtype
 * @returns same shape and dtype as `x`, values in [0, 1]
 * @example
 * ```ts
 * hardSigmoid(tensor([-4, 0, 1.5])); // [0, 0.5, 0.75]
 * ```
 */
export function hardSigmoid(x: TensorLike): Tensor {
  return hardStep(asFloating(x, 'hardSigmoid'));
}

/**
 * Piecewise {@link silu}: `x · hardSigmoid(x)`.
 *
 * @param x any shape, floating dtype
 * @returns same shape and dtype as `x`
 * @see Howard et al., "Searching for MobileNetV3" (2019)
 * @example
 * ```ts
 * hardSwish(tensor([-4, 1, 4])); // [0, 0.6667, 4]
 * ```
 */
export function hardSwish(x: TensorLike): Tensor {
  const input = asFloating(x, 'hardSwish');
  return mul(input, hardStep(input));
}

function hardStep(x: Tensor): Tensor {
  const middle = add(div(x, 6), 0.5);
  const isInside = logicalAnd(greater(x, -3), less(x, 3));
  // Constant outside, where NaN stays NaN.
  return where(
    isInside,
    middle,
    unobserved(() => clamp(middle, 0, 1)),
  );
}

/** Constant outside of the open interval, so that no gradient passes at its ends; NaN stays NaN. */
function ramp(x: Tensor, low: number, high: number): Tensor {
  return where(lessEqual(x, low), low, where(greaterEqual(x, high), high, x));
}

/**
 * Turns scores into probabilities along an axis: `exp(xᵢ) / Σⱼ exp(xⱼ)`, without overflow.
 *
 * @param x rank ≥ 1, floating dtype
 * @param axis the axis that sums to 1
 * @returns same shape and dtype as `x`
 * @throws TensorError `axis` if there is no such axis, `dtype` if `x` is an integer or boolean tensor
 * @see course part 4.7
 * @example
 * ```ts
 * softmax(tensor([5, 2, -1, 3])); // [0.842, 0.0419, 0.0021, 0.114]
 * ```
 */
export function softmax(x: TensorLike, axis = -1): Tensor {
  const input = asTensor(x, 'softmax');
  const along = resolveAxis('softmax', axis, input.rank);
  return execute('softmax', [input], { axis: along });
}

/**
 * Logarithm of the {@link softmax}: `xᵢ − log Σⱼ exp(xⱼ)`, without overflow or underflow.
 *
 * @param x rank ≥ 1, floating dtype
 * @param axis the axis of the classes
 * @returns same shape and dtype as `x`, values ≤ 0
 * @throws TensorError `axis` if there is no such axis, `dtype` if `x` is an integer or boolean tensor
 * @example
 * ```ts
 * logSoftmax(tensor([0, 0])); // [-0.6931, -0.6931]
 * ```
 */
export function logSoftmax(x: TensorLike, axis = -1): Tensor {
  const input = asTensor(x, 'logSoftmax');
  const along = resolveAxis('logSoftmax', axis, input.rank);
  return execute('logSoftmax', [input], { axis: along });
}

/**
 * {@link softmax} of the negated scores: the smallest becomes the most probable.
 *
 * @param x rank ≥ 1, floating dtype
 * @param axis the axis that sums to 1
 * @returns same shape and dtype as `x`
 * @throws TensorError as {@link softmax}
 * @example
 * ```ts
 * softmin(tensor([0, Math.log(3)])); // [0.75, 0.25]
 * ```
 */
export function softmin(x: TensorLike, axis = -1): Tensor {
  const input = asFloating(x, 'softmin');
  const along = resolveAxis('softmin', axis, input.rank);
  return execute('softmax', [neg(input)], { axis: along });
}
