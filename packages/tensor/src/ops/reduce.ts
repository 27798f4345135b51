// Reductions: many elements along some axes become one.

import { TensorError } from '../errors.ts';
import { execute, executeOn, unobserved } from '../execute.ts';
import { resolveAxes, resolveAxis, sizeOf } from '../layout.ts';
import { toJsonNumber } from '../op-table/create.ts';
import { type ReduceAttrs, reducedShape } from '../op-table/reduce.ts';
import type { Tensor } from '../tensor.ts';
import { add, div, mul, pow, sub } from './arithmetic.ts';
import { equal, isFinite as isFiniteOp, notEqual, where } from './compare.ts';
import {
  asFloating,
  asTensor,
  castTo,
  type TensorLike,
  toCounting,
  toFloating,
  withoutBool,
} from './lift.ts';
import { abs, exp, log, sqrt, square } from './math.ts';

/** One axis, several, or (`undefined`) all; negative ones count from the end. */
export type Axes = number | readonly number[] | undefined;

/** Options of every reduction. */
export interface ReduceOptions {
  /** Keeps the folded axes with length 1, so that the result broadcasts with `x`. */
  readonly keepDims?: boolean;
}

/** Options of {@link variance} and {@link std}. */
export interface VarianceOptions extends ReduceOptions {
  /** The divisor is `n − correction`: 0 for the population, 1 for the unbiased estimate from a sample. */
  readonly correction?: number;
}

/** Options of {@link norm}. */
export interface NormOptions extends ReduceOptions {
  /** Which norm: 2 (default), 1, any other p, 0 (counts what is not 0), Infinity or −Infinity. */
  readonly ord?: number;
  /** Axes to fold; all unless given. */
  readonly axis?: Axes;
}

type Fold = 'sum' | 'prod' | 'max' | 'min' | 'any' | 'all';

function reduce(name: Fold, x: Tensor, axis: Axes, options: ReduceOptions): Tensor {
  return execute(name, [x], reduceAttrs(name, x, axis, options));
}

function reduceAttrs(op: string, x: Tensor, axis: Axes, options: ReduceOptions): ReduceAttrs {
  return { axes: resolveAxes(op, axis, x.rank), keepDims: options.keepDims ?? false };
}

/**
 * Sum along axes. bool and uint8 add up in int32; the sum of no elements is 0.
 *
 * @param x any shape and dtype
 * @param axis axes to fold; all unless given
 * @returns `x`'s shape without the axes (with `keepDims`, of length 1 there)
 * @throws TensorError `axis` if an axis does not exist or is named twice
 * @example
 * ```ts
 * sum(tensor([[1, 2], [3, 4]])); // 10
 * sum(tensor([[1, 2], [3, 4]]), 0); // [4, 6]
 * sum(tensor([[1, 2], [3, 4]]), -1, { keepDims: true }); // [[3], [7]]
 * ```
 */
export function sum(x: TensorLike, axis?: Axes, options: ReduceOptions = {}): Tensor {
  return reduce('sum', toCounting(asTensor(x, 'sum')), axis, options);
}

/**
 * Product along axes. bool and uint8 multiply in int32; the product of no elements is 1.
 *
 * @param x any shape and dtype
 * @param axis axes to fold; all unless given
 * @returns `x`'s shape without the axes
 * @throws TensorError `axis` if an axis does not exist or is named twice
 * @example
 * ```ts
 * prod(tensor([[1, 2], [3, 4]]), 1); // [2, 12]
 * ```
 */
export function prod(x: TensorLike, axis?: Axes, options: ReduceOptions = {}): Tensor {
  return reduce('prod', toCounting(asTensor(x, 'prod')), axis, options);
}

/**
 * Greatest element along axes; NaN if there is one.
 *
 * @param x any shape and dtype, with elements along the axes
 * @param axis axes to fold; all unless given
 * @returns `x`'s shape without the axes
 * @throws TensorError `shape` if there are no elements, `axis` if an axis does not exist
 * @example
 * ```ts
 * max(tensor([[1, 5], [7, 4]]), 0); // [7, 5]
 * ```
 */
export function max(x: TensorLike, axis?: Axes, options: ReduceOptions = {}): Tensor {
  return reduce('max', withoutBool(asTensor(x, 'max')), axis, options);
}

/**
 * Least element along axes; NaN if there is one.
 *
 * @param x any shape and dtype, with elements along the axes
 * @param axis axes to fold; all unless given
 * @returns `x`'s shape without the axes
 * @throws TensorError `shape` if there are no elements, `axis` if an axis does not exist
 * @example
 * ```ts
 * min(tensor([[1, 5], [7, 4]]), 0); // [1, 4]
 * ```
 */
export function min(x: TensorLike, axis?: Axes, options: ReduceOptions = {}): Tensor {
  return reduce('min', withoutBool(asTensor(x, 'min')), axis, options);
}

/**
 * Whether any element along the axes is true; false for no elements.
 *
 * @param x any shape, bool
 * @param axis axes to fold; all unless given
 * @returns `x`'s shape without the axes, bool
 * @throws TensorError `dtype` if `x` is not bool
 * @example
 * ```ts
 * any(tensor([[true, false], [false, false]]), 1); // [true, false]
 * ```
 */
export function any(x: TensorLike, axis?: Axes, options: ReduceOptions = {}): Tensor {
  return reduce('any', asTensor(x, 'any'), axis, options);
}

/**
 * Whether all elements along the axes are true; true for no elements.
 *
 * @param x any shape, bool
 * @param axis axes to fold; all unless given
 * @returns `x`'s shape without the axes, bool
 * @throws TensorError `dtype` if `x` is not bool
 * @example
 * ```ts
 * all(tensor([[true, true], [false, true]]), 1); // [true, false]
 * ```
 */
export function all(x: TensorLike, axis?: Axes, options: ReduceOptions = {}): Tensor {
  return reduce('all', asTensor(x, 'all'), axis, options);
}

/**
 * Place of the greatest element along an axis, the first of equals. NaN counts as greatest.
 *
 * @param x any shape and dtype, with elements along the axis
 * @param axis the axis to search; without one, the place in the flattened tensor
 * @returns int32, `x`'s shape without the axis
 * @throws TensorError `shape` if there are no elements, `axis` if the axis does not exist
 * @example
 * ```ts
 * argMax(tensor([[1, 5], [7, 4]]), 1); // [1, 0]
 * argMax(tensor([[1, 5], [7, 4]])); // 2
 * ```
 */
export function argMax(x: TensorLike, axis?: number, options: ReduceOptions = {}): Tensor {
  return place('argMax', x, axis, options);
}

/**
 * Place of the least element along an axis, the first of equals. NaN counts as least.
 *
 * @param x any shape and dtype, with elements along the axis
 * @param axis the axis to search; without one, the place in the flattened tensor
 * @returns int32, `x`'s shape without the axis
 * @throws TensorError `shape` if there are no elements, `axis` if the axis does not exist
 * @example
 * ```ts
 * argMin(tensor([[1, 5], [7, 4]]), 1); // [0, 1]
 * ```
 */
export function argMin(x: TensorLike, axis?: number, options: ReduceOptions = {}): Tensor {
  return place('argMin', x, axis, options);
}

function place(
  name: 'argMax' | 'argMin',
  value: TensorLike,
  axis: number | undefined,
  options: ReduceOptions,
): Tensor {
  const x = withoutBool(asTensor(value, name));
  if (axis !== undefined) {
    return execute(name, [x], {
      axes: [resolveAxis(name, axis, x.rank)],
      keepDims: options.keepDims ?? false,
    });
  }
  const flat = execute('reshape', [execute('contiguous', [x], {})], { shape: [x.size] });
  const index = execute(name, [flat], { axes: [0], keepDims: false });
  return options.keepDims === true ? execute('reshape', [index], { shape: x.shape.map(() => 1) }) : index;
}

/**
 * Mean along axes: `Σ x / n`. Integers and booleans give `float32`; the mean of no elements is NaN.
 *
 * @param x any shape and dtype
 * @param axis axes to fold; all unless given
 * @returns `x`'s shape without the axes, floating
 * @throws TensorError `axis` if an axis does not exist or is named twice
 * @example
 * ```ts
 * mean(tensor([[1, 2], [3, 4]]), 0); // [2, 3]
 * ```
 */
export function mean(x: TensorLike, axis?: Axes, options: ReduceOptions = {}): Tensor {
  const input = toFloating(asTensor(x, 'mean'));
  const axes = resolveAxes('mean', axis, input.rank);
  return div(sum(input, axes, options), foldedSize(input, axes));
}

/**
 * Variance along axes: `Σ (x − mean)² / (n − correction)`.
 *
 * @param x any shape and dtype
 * @param axis axes to fold; all unless given
 * @returns `x`'s shape without the axes, floating
 * @throws TensorError `axis` if an axis does not exist or is named twice
 * @example
 * ```ts
 * variance(tensor([1, 2, 3, 4])); // 1.25
 * variance(tensor([1, 2, 3, 4]), 0, { correction: 1 }); // 1.6667
 * ```
 */
export function variance(x: TensorLike, axis?: Axes, options: VarianceOptions = {}): Tensor {
  const { correction = 0 } = options;
  const input = toFloating(asTensor(x, 'variance'));
  const axes = resolveAxes('variance', axis, input.rank);
  const center = mean(input, axes, { keepDims: true });
  // Both factors are the deviation. Deviations add up to 0, so that the mean has no part in the gradient: left out of one
  // factor, it keeps infinite elements from spoiling the gradient of their neighbours.
  const fixed = unobserved(() => where(isFiniteOp(center), center, 0));
  const squares = mul(sub(input, fixed), sub(input, center));
  return div(sum(squares, axes, options), Math.max(0, foldedSize(input, axes) - correction));
}

/**
 * Standard deviation along axes: the root of the {@link variance}. Where that is 0 the gradient is 0.
 *
 * @param x any shape and dtype
 * @param axis axes to fold; all unless given
 * @returns `x`'s shape without the axes, floating
 * @throws TensorError `axis` if an axis does not exist or is named twice
 * @example
 * ```ts
 * std(tensor([1, 2, 3, 4])); // 1.118
 * ```
 */
export function std(x: TensorLike, axis?: Axes, options: VarianceOptions = {}): Tensor {
  return rootOrZero(variance(asTensor(x, 'std'), axis, options));
}

/**
 * `log Σ exp(x)` along axes without overflow; −Infinity where all elements are, with gradient NaN, as in PyTorch.
 *
 * @param x any shape, floating dtype
 * @param axis axes to fold; all unless given
 * @returns `x`'s shape without the axes
 * @throws TensorError `dtype` if `x` is an integer or boolean tensor, `axis` if an axis does not exist
 * @example
 * ```ts
 * logSumExp(tensor([1000, 1000])); // 1000.6931
 * ```
 */
export function logSumExp(x: TensorLike, axis?: Axes, options: ReduceOptions = {}): Tensor {
  const input = asFloating(x, 'logSumExp');
  const kept: ReduceAttrs = { axes: resolveAxes('logSumExp', axis, input.rank), keepDims: true };
  const shape = reducedShape(input.shape, { ...kept, keepDims: options.keepDims ?? false });
  if (input.size === 0) {
    const attrs = { shape, dtype: input.dtype, value: toJsonNumber(Number.NEGATIVE_INFINITY) };
    return executeOn(input.storage.backend, 'fill', [], attrs)[0]!;
  }
  // The shift cancels, so the tape need not see it: its gradient is exactly 0.
  const shift = unobserved(() => {
    const greatest = execute('max', [input], kept);
    return where(isFiniteOp(greatest), greatest, 0);
  });
  const total = sum(exp(sub(input, shift)), kept.axes, { keepDims: true });
  const result = add(log(total), shift);
  return execute('reshape', [result], { shape });
}

/**
 * Length of vectors along axes: `(Σ |x|ᵖ)^(1/p)`. Where it is 0 the gradient is 0.
 *
 * @param x any shape and dtype; integers give `float32`
 * @returns `x`'s shape without the axes, floating
 * @throws TensorError `value` if `ord` is NaN, `axis` if an axis does not exist
 * @example
 * ```ts
 * norm(tensor([3, 4])); // 5
 * norm(tensor([[3, -4], [1, 1]]), { ord: 1, axis: 1 }); // [7, 2]
 * ```
 */
export function norm(x: TensorLike, options: NormOptions = {}): Tensor {
  const { ord = 2, axis } = options;
  const input = toFloating(asTensor(x, 'norm'));
  if (ord === 2) return rootOrZero(sum(square(input), axis, options));
  if (ord === 1) return sum(abs(input), axis, options);
  if (ord === Number.POSITIVE_INFINITY) return max(abs(input), axis, options);
  if (ord === Number.NEGATIVE_INFINITY) return min(abs(input), axis, options);
  if (ord === 0) return castTo(sum(notEqual(input, 0), axis, options), input.dtype);
  if (Number.isNaN(ord)) throw new TensorError('norm', 'value', `ord must be a number, got ${ord}.`);
  // A zero makes the sum infinite, and the norm zero.
  if (ord < 0) return pow(sum(pow(abs(input), ord), axis, options), 1 / ord);
  return powerOrZero(sum(powerOrZero(abs(input), ord), axis, options), 1 / ord);
}

/** Root with gradient 0 at 0, where the true one is infinite. */
function rootOrZero(x: Tensor): Tensor {
  const isZero = equal(x, 0);
  return where(isZero, 0, sqrt(where(isZero, 1, x)));
}

/** Power of non-negative numbers with gradient 0 at 0. */
function powerOrZero(x: Tensor, exponent: number): Tensor {
  const isZero = equal(x, 0);
  return where(isZero, 0, pow(where(isZero, 1, x), exponent));
}

function foldedSize(x: Tensor, axes: readonly number[]): number {
  return sizeOf(axes.map((axis) => x.shape[axis]!));
}
