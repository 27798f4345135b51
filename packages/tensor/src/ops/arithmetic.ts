// Arithmetic of two operands that broadcast. Scalars take the tensor's dtype; bool operands count as int32.

import { isFloating } from '../dtype.ts';
import { TensorError } from '../errors.ts';
import { execute, unobserved } from '../execute.ts';
import type { Tensor } from '../tensor.ts';
import { greater, isInf, less, logicalOr, notEqual, where } from './compare.ts';
import {
  asTensor,
  binary,
  castTo,
  inNameOf,
  promoteOperands,
  type TensorLike,
  toFloating,
  withoutBool,
} from './lift.ts';
import { neg, reciprocal, square, trunc } from './math.ts';

/**
 * Sum: `a + b`.
 *
 * @param a any shape that broadcasts with `b`
 * @param b any shape that broadcasts with `a`
 * @returns the broadcast shape, in the common dtype
 * @throws TensorError `shape` if the shapes do not broadcast
 * @example
 * ```ts
 * add(tensor([1, 2]), 10); // [11, 12]
 * ```
 */
export function add(a: TensorLike, b: TensorLike): Tensor {
  return binary('add', a, b, true);
}

/**
 * Difference: `a − b`.
 *
 * @param a any shape that broadcasts with `b`
 * @param b any shape that broadcasts with `a`
 * @returns the broadcast shape, in the common dtype
 * @throws TensorError `shape` if the shapes do not broadcast
 * @example
 * ```ts
 * sub(tensor([1, 2]), 10); // [-9, -8]
 * ```
 */
export function sub(a: TensorLike, b: TensorLike): Tensor {
  return binary('sub', a, b, true);
}

/**
 * Product, element by element: `a · b`. For matrices see {@link matmul}.
 *
 * @param a any shape that broadcasts with `b`
 * @param b any shape that broadcasts with `a`
 * @returns the broadcast shape, in the common dtype
 * @throws TensorError `shape` if the shapes do not broadcast
 * @example
 * ```ts
 * mul(tensor([1, 2]), tensor([3, 4])); // [3, 8]
 * ```
 */
export function mul(a: TensorLike, b: TensorLike): Tensor {
  return binary('mul', a, b, true);
}

/**
 * Quotient: `a / b`. Integer operands give `float32`.
 *
 * @param a any shape that broadcasts with `b`
 * @param b any shape that broadcasts with `a`
 * @returns the broadcast shape, in the common dtype
 * @throws TensorError `shape` if the shapes do not broadcast
 * @example
 * ```ts
 * div(tensor([1, 2]), 4); // [0.25, 0.5]
 * ```
 */
export function div(a: TensorLike, b: TensorLike): Tensor {
  const [x, y] = promoteOperands('div', a, b);
  return execute('div', [toFloating(x), toFloating(y)], {});
}

/**
 * Quotient rounded down: `⌊a / b⌋`.
 *
 * @param a any shape that broadcasts with `b`
 * @param b any shape that broadcasts with `a`
 * @returns the broadcast shape, in the common dtype
 * @throws TensorError `shape` if the shapes do not broadcast
 * @example
 * ```ts
 * floorDiv(tensor([7, -7]), 2); // [3, -4]
 * ```
 */
export function floorDiv(a: TensorLike, b: TensorLike): Tensor {
  return binary('floorDiv', a, b, true);
}

/**
 * Remainder of the division that rounds down, with the sign of `b`, as `%` in Python.
 *
 * @param a any shape that broadcasts with `b`
 * @param b any shape that broadcasts with `a`
 * @returns the broadcast shape, in the common dtype
 * @throws TensorError `shape` if the shapes do not broadcast
 * @example
 * ```ts
 * mod(tensor([7, -7]), 3); // [1, 2]
 * ```
 */
export function mod(a: TensorLike, b: TensorLike): Tensor {
  return binary('mod', a, b, true);
}

/**
 * Remainder of the division that drops the fraction, with the sign of `a`, as `%` in JavaScript.
 *
 * @param a any shape that broadcasts with `b`
 * @param b any shape that broadcasts with `a`
 * @returns the broadcast shape, in the common dtype
 * @throws TensorError `shape` if the shapes do not broadcast
 * @example
 * ```ts
 * fmod(tensor([7, -7]), 3); // [1, -1]
 * ```
 */
export function fmod(a: TensorLike, b: TensorLike): Tensor {
  const [x, y] = promoteOperands('fmod', a, b).map(withoutBool) as [Tensor, Tensor];
  if (!isFloating(x.dtype)) return remainderBySize(x, y);
  // Infinity leaves no remainder: NaN, with the gradient of x − trunc(x / y) · y, as PyTorch has it.
  const isEndless = isInf(x);
  const quotient = unobserved(() => where(isEndless, trunc(div(x, y)), 0));
  const rest = remainderBySize(where(isEndless, 1, x), where(isEndless, 1, y));
  return where(isEndless, sub(x, mul(quotient, y)), rest);
}

/** The remainder of the magnitudes, with the sign of `x`. */
function remainderBySize(x: Tensor, y: Tensor): Tensor {
  const isBelow = hasMinus(x);
  const rest = mod(where(isBelow, neg(x), x), where(hasMinus(y), neg(y), y));
  return where(isBelow, neg(rest), rest);
}

/** Whether a number is negative, or −0. */
function hasMinus(x: Tensor): Tensor {
  const isNegative = less(x, 0);
  if (!isFloating(x.dtype)) return isNegative;
  return unobserved(() => logicalOr(isNegative, less(reciprocal(x), 0)));
}

/**
 * Power: `aᵇ`.
 *
 * @param a any shape that broadcasts with `b`
 * @param b any shape that broadcasts with `a`
 * @returns the broadcast shape, in the common dtype
 * @throws TensorError `shape` if the shapes do not broadcast
 * @example
 * ```ts
 * pow(tensor([2, 3]), 2); // [4, 9]
 * ```
 */
export function pow(a: TensorLike, b: TensorLike): Tensor {
  return binary('pow', a, b, true);
}

/**
 * The greater of the two, element by element; NaN if either is.
 *
 * @param a any shape that broadcasts with `b`
 * @param b any shape that broadcasts with `a`
 * @returns the broadcast shape, in the common dtype
 * @throws TensorError `shape` if the shapes do not broadcast
 * @example
 * ```ts
 * maximum(tensor([1, 5]), 3); // [3, 5]
 * ```
 */
export function maximum(a: TensorLike, b: TensorLike): Tensor {
  return binary('maximum', a, b, true);
}

/**
 * The lesser of the two, element by element; NaN if either is.
 *
 * @param a any shape that broadcasts with `b`
 * @param b any shape that broadcasts with `a`
 * @returns the broadcast shape, in the common dtype
 * @throws TensorError `shape` if the shapes do not broadcast
 * @example
 * ```ts
 * minimum(tensor([1, 5]), 3); // [1, 3]
 * ```
 */
export function minimum(a: TensorLike, b: TensorLike): Tensor {
  return binary('minimum', a, b, true);
}

/**
 * Angle of the point `(b, a)` from the first axis, in radians, in [−π, π].
 *
 * @param a any shape that broadcasts with `b`
 * @param b any shape that broadcasts with `a`
 * @returns the broadcast shape, in the common dtype
 * @throws TensorError `shape` if the shapes do not broadcast
 * @example
 * ```ts
 * atan2(tensor([1, -1]), 0); // [1.5708, -1.5708]
 * ```
 */
export function atan2(a: TensorLike, b: TensorLike): Tensor {
  const [x, y] = promoteOperands('atan2', a, b);
  return execute('atan2', [toFloating(x), toFloating(y)], {});
}

/**
 * `(a − b)²`.
 *
 * @param a any shape that broadcasts with `b`
 * @param b any shape that broadcasts with `a`
 * @returns the broadcast shape, in the common dtype
 * @throws TensorError `shape` if the shapes do not broadcast
 * @example
 * ```ts
 * squaredDifference(tensor([1, 2]), 4); // [9, 4]
 * ```
 */
export function squaredDifference(a: TensorLike, b: TensorLike): Tensor {
  return square(sub(a, b));
}

/**
 * Linear interpolation: `a + weight · (b − a)`, so 0 gives `a` and 1 gives `b`.
 *
 * @param a any shape that broadcasts with `b` and `weight`
 * @param b where weight 1 leads
 * @param weight a number or a tensor, not restricted to [0, 1]
 * @returns the broadcast shape
 * @example
 * ```ts
 * lerp(tensor([0, 10]), tensor([10, 20]), 0.25); // [2.5, 12.5]
 * ```
 */
export function lerp(a: TensorLike, b: TensorLike, weight: TensorLike): Tensor {
  return add(a, mul(sub(b, a), weight));
}

/**
 * Limits values to `[min, max]`; a bound that is absent does not limit. NaN stays NaN. Where the bounds cross, `max` wins.
 *
 * The gradient is 1 from bound to bound, both included; outside it goes to the bound.
 *
 * @param x any shape, any dtype but bool
 * @param min least value, or `null`; a tensor broadcasts with `x`
 * @param max greatest value, or `null`; a tensor broadcasts with `x`
 * @returns same shape as `x`, or the broadcast shape; same dtype unless a fractional bound meets integers (then `float32`)
 * @throws TensorError `value` if a bound is NaN, `shape` if a bound does not broadcast
 * @example
 * ```ts
 * clamp(tensor([-2, 0.5, 9]), 0, 1); // [0, 0.5, 1]
 * clamp(tensor([-2, 0.5, 9]), 0); // [0, 0.5, 9]
 * clamp(tensor([-2, 0.5, 9]), null, tensor([1, 0, 3])); // [-2, 0, 3]
 * ```
 */
export function clamp(x: TensorLike, min?: TensorLike | null, max?: TensorLike | null): Tensor {
  const isNumber = (bound: TensorLike): bound is number => typeof bound === 'number';
  const low = min ?? Number.NEGATIVE_INFINITY;
  const high = max ?? Number.POSITIVE_INFINITY;
  if (isNumber(low) && isNumber(high)) return clampToNumbers(x, low, high);
  return inNameOf('clamp', () => {
    // As long as there is a tensor among the bounds, infinite ones change nothing.
    const raised = min === undefined || min === null ? asTensor(x, 'clamp') : raise(x, min);
    return max === undefined || max === null ? raised : lower(x, raised, min ?? null, max);
  });
}

/** `min` where `x` is below it, or where `min` is NaN. */
function raise(x: TensorLike, min: TensorLike): Tensor {
  return where(logicalOr(less(x, min), notEqual(min, min)), min, x);
}

/** `max` where `x` or `min` is above it, or where `max` is NaN. */
function lower(x: TensorLike, raised: Tensor, min: TensorLike | null, max: TensorLike): Tensor {
  const isAbove = logicalOr(greater(x, max), notEqual(max, max));
  return where(min === null ? isAbove : logicalOr(isAbove, greater(min, max)), max, raised);
}

function clampToNumbers(x: TensorLike, low: number, high: number): Tensor {
  if (Number.isNaN(low) || Number.isNaN(high)) {
    throw new TensorError('clamp', 'value', `bounds must be numbers, got ${low} and ${high}.`);
  }
  let input = asTensor(x, 'clamp');
  const fractional = [low, high].some((bound) => Number.isFinite(bound) && !Number.isInteger(bound));
  if (fractional && !isFloating(input.dtype)) input = castTo(input, 'float32');
  // No number is above infinity, and none below its negative.
  if (low === Number.POSITIVE_INFINITY || high === Number.NEGATIVE_INFINITY) {
    return inNameOf('clamp', () => lower(input, raise(input, low), low, high));
  }
  const bounds = { min: Number.isFinite(low) ? low : null, max: Number.isFinite(high) ? high : null };
  return execute('clamp', [input], bounds);
}

/**
 * Replaces elements where the mask is true.
 *
 * @param x any shape
 * @param mask bool, broadcasts with `x`
 * @param value what to put there
 * @returns the broadcast shape
 * @example
 * ```ts
 * maskedFill(tensor([1, 2]), tensor([true, false]), -Infinity); // [-Infinity, 2]
 * ```
 */
export function maskedFill(x: TensorLike, mask: TensorLike, value: TensorLike): Tensor {
  return where(mask, value, x);
}
