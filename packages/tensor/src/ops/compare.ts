// Comparison, logic and choice. Comparisons give bool tensors; NaN equals nothing, itself included.

import { execute } from '../execute.ts';
import type { Tensor } from '../tensor.ts';
import { asTensor, binary, constantScalar, promoteOperands, type TensorLike, unary } from './lift.ts';

/**
 * Elementwise `a = b`.
 *
 * @param a any shape that broadcasts with `b`
 * @param b any shape that broadcasts with `a`
 * @returns the broadcast shape, bool
 * @throws TensorError `shape` if the shapes do not broadcast
 * @example
 * ```ts
 * equal(tensor([1, 2]), 2); // [false, true]
 * ```
 */
export function equal(a: TensorLike, b: TensorLike): Tensor {
  return binary('equal', a, b);
}

/**
 * Elementwise `a ≠ b`.
 *
 * @param a any shape that broadcasts with `b`
 * @param b any shape that broadcasts with `a`
 * @returns the broadcast shape, bool
 * @throws TensorError `shape` if the shapes do not broadcast
 * @example
 * ```ts
 * notEqual(tensor([1, 2]), 2); // [true, false]
 * ```
 */
export function notEqual(a: TensorLike, b: TensorLike): Tensor {
  return binary('notEqual', a, b);
}

/**
 * Elementwise `a < b`.
 *
 * @param a any shape that broadcasts with `b`
 * @param b any shape that broadcasts with `a`
 * @returns the broadcast shape, bool
 * @throws TensorError `shape` if the shapes do not broadcast
 * @example
 * ```ts
 * less(tensor([1, 2]), 2); // [true, false]
 * ```
 */
export function less(a: TensorLike, b: TensorLike): Tensor {
  return binary('less', a, b);
}

/**
 * Elementwise `a ≤ b`.
 *
 * @param a any shape that broadcasts with `b`
 * @param b any shape that broadcasts with `a`
 * @returns the broadcast shape, bool
 * @throws TensorError `shape` if the shapes do not broadcast
 * @example
 * ```ts
 * lessEqual(tensor([1, 2]), 1); // [true, false]
 * ```
 */
export function lessEqual(a: TensorLike, b: TensorLike): Tensor {
  return binary('lessEqual', a, b);
}

/**
 * Elementwise `a > b`.
 *
 * @param a any shape that broadcasts with `b`
 * @param b any shape that broadcasts with `a`
 * @returns the broadcast shape, bool
 * @throws TensorError `shape` if the shapes do not broadcast
 * @example
 * ```ts
 * greater(tensor([1, 2]), 1); // [false, true]
 * ```
 */
export function greater(a: TensorLike, b: TensorLike): Tensor {
  return binary('greater', a, b);
}

/**
 * Elementwise `a ≥ b`.
 *
 * @param a any shape that broadcasts with `b`
 * @param b any shape that broadcasts with `a`
 * @returns the broadcast shape, bool
 * @throws TensorError `shape` if the shapes do not broadcast
 * @example
 * ```ts
 * greaterEqual(tensor([1, 2]), 2); // [false, true]
 * ```
 */
export function greaterEqual(a: TensorLike, b: TensorLike): Tensor {
  return binary('greaterEqual', a, b);
}

/**
 * Elementwise conjunction; numbers count as true unless 0.
 *
 * @param a any shape that broadcasts with `b`
 * @param b any shape that broadcasts with `a`
 * @returns the broadcast shape, bool
 * @throws TensorError `shape` if the shapes do not broadcast
 * @example
 * ```ts
 * logicalAnd(tensor([true, true]), tensor([true, false])); // [true, false]
 * ```
 */
export function logicalAnd(a: TensorLike, b: TensorLike): Tensor {
  return binary('logicalAnd', a, b);
}

/**
 * Elementwise disjunction; numbers count as true unless 0.
 *
 * @param a any shape that broadcasts with `b`
 * @param b any shape that broadcasts with `a`
 * @returns the broadcast shape, bool
 * @throws TensorError `shape` if the shapes do not broadcast
 * @example
 * ```ts
 * logicalOr(tensor([true, false]), tensor([false, false])); // [true, false]
 * ```
 */
export function logicalOr(a: TensorLike, b: TensorLike): Tensor {
  return binary('logicalOr', a, b);
}

/**
 * Elementwise exclusive or; numbers count as true unless 0.
 *
 * @param a any shape that broadcasts with `b`
 * @param b any shape that broadcasts with `a`
 * @returns the broadcast shape, bool
 * @throws TensorError `shape` if the shapes do not broadcast
 * @example
 * ```ts
 * logicalXor(tensor([true, false]), tensor([true, true])); // [false, true]
 * ```
 */
export function logicalXor(a: TensorLike, b: TensorLike): Tensor {
  return binary('logicalXor', a, b);
}

/**
 * Elementwise negation: true where `x` is 0 or false.
 *
 * @param x any shape and dtype
 * @returns same shape as `x`, bool
 * @example
 * ```ts
 * logicalNot(tensor([true, false])); // [false, true]
 * ```
 */
export function logicalNot(x: TensorLike): Tensor {
  return unary('logicalNot', x);
}

/**
 * True where `x` is not a number.
 *
 * @param x any shape and dtype
 * @returns same shape as `x`, bool
 * @example
 * ```ts
 * isNaN(tensor([1, NaN])); // [false, true]
 * ```
 */
// biome-ignore lint/suspicious/noShadowRestrictedNames: the op's name in every framework
export function isNaN(x: TensorLike): Tensor {
  return unary('isNaN', x);
}

/**
 * True where `x` is Infinity or −Infinity.
 *
 * @param x any shape and dtype
 * @returns same shape as `x`, bool
 * @example
 * ```ts
 * isInf(tensor([1, -Infinity])); // [false, true]
 * ```
 */
export function isInf(x: TensorLike): Tensor {
  return unary('isInf', x);
}

/**
 * True where `x` is neither NaN nor infinite.
 *
 * @param x any shape and dtype
 * @returns same shape as `x`, bool
 * @example
 * ```ts
 * isFinite(tensor([1, NaN, Infinity])); // [true, false, false]
 * ```
 */
// biome-ignore lint/suspicious/noShadowRestrictedNames: the op's name in every framework
export function isFinite(x: TensorLike): Tensor {
  return unary('isFinite', x);
}

/**
 * Elementwise choice: `a` where the condition holds, `b` elsewhere. No gradient reaches the side not taken.
 *
 * @param condition bool, any shape that broadcasts with `a` and `b`
 * @param a values where the condition is true
 * @param b values where it is false
 * @returns the broadcast shape, in the common dtype of `a` and `b`
 * @throws TensorError `dtype` if the condition is not bool, `shape` if the shapes do not broadcast
 * @example
 * ```ts
 * where(tensor([true, false]), tensor([1, 2]), 0); // [1, 0]
 * ```
 */
export function where(condition: TensorLike, a: TensorLike, b: TensorLike): Tensor {
  const chosen = asTensor(condition, 'where');
  const first = typeof a === 'number' || typeof a === 'boolean' ? scalarBeside(a, b, chosen) : a;
  return execute('where', [chosen, ...promoteOperands('where', first, b)], {});
}

/** The scalar as a tensor where the other side is a scalar too, so that both end up on the condition's backend. */
function scalarBeside(value: number | boolean, other: TensorLike, condition: Tensor): TensorLike {
  if (typeof other !== 'number' && typeof other !== 'boolean') return value;
  const dtype = typeof value === 'boolean' && typeof other === 'boolean' ? 'bool' : 'float32';
  return constantScalar(value, dtype, condition);
}
