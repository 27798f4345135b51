// Products of vectors and matrices.

import { formatShape, TensorError } from '../errors.ts';
import { execute } from '../execute.ts';
import { sizeOf } from '../layout.ts';
import type { Tensor } from '../tensor.ts';
import { mul } from './arithmetic.ts';
import { inNameOf, promoteAll, promoteOperands, type TensorLike } from './lift.ts';
import { sum } from './reduce.ts';
import { expandDims, reshape, squeeze } from './shape.ts';

/**
 * Matrix product over the last two axes; the axes in front broadcast. A vector on the left is a row, on the right a
 * column, and its axis disappears, as in NumPy.
 *
 * @param a `[..., m, k]` or `[k]`, floating dtype
 * @param b `[..., k, n]` or `[k]`, floating dtype
 * @returns `[..., m, n]`, without the axis of a vector
 * @throws TensorError `shape` if the inner dimensions differ or the outer ones do not broadcast
 * @example
 * ```ts
 * matmul(tensor([[1, 2], [3, 4]]), tensor([[1], [1]])); // [[3], [7]]
 * matmul(tensor([[1, 2], [3, 4]]), tensor([1, 1])); // [3, 7]
 * ```
 */
export function matmul(a: TensorLike, b: TensorLike): Tensor {
  const [x, y] = promoteOperands('matmul', a, b);
  if (x.rank !== 1 && y.rank !== 1) return execute('matmul', [x, y], {});
  if (x.shape.at(-1) !== y.shape[Math.max(0, y.rank - 2)]) {
    throw new TensorError(
      'matmul',
      'shape',
      `inner dimensions differ: a is ${formatShape(x.shape)}, b is ${formatShape(y.shape)}.`,
      {
        shapes: [x.shape, y.shape],
      },
    );
  }
  const product = execute(
    'matmul',
    [x.rank === 1 ? expandDims(x, 0) : x, y.rank === 1 ? expandDims(y, 1) : y],
    {},
  );
  const dropped = [...(x.rank === 1 ? [-2] : []), ...(y.rank === 1 ? [-1] : [])];
  return squeeze(product, dropped);
}

/**
 * Inner product of two vectors: `Σ aᵢ bᵢ`.
 *
 * @param a `[n]`
 * @param b `[n]`
 * @returns a scalar
 * @throws TensorError `shape` if they are not vectors of one length
 * @example
 * ```ts
 * dot(tensor([1, 2]), tensor([3, 4])); // 11
 * ```
 */
export function dot(a: TensorLike, b: TensorLike): Tensor {
  const [x, y] = promoteOperands('dot', a, b);
  if (x.rank !== 1 || y.rank !== 1 || x.size !== y.size) {
    throw new TensorError(
      'dot',
      'shape',
      `takes two vectors of one length, got ${formatShape(x.shape)} and ${formatShape(y.shape)}. Did you mean matmul()?`,
      {
        shapes: [x.shape, y.shape],
      },
    );
  }
  return sum(mul(x, y));
}

/**
 * Outer product of two vectors: `aᵢ bⱼ`.
 *
 * @param a `[m]`
 * @param b `[n]`
 * @returns `[m, n]`
 * @throws TensorError `shape` if they are not vectors
 * @example
 * ```ts
 * outer(tensor([1, 2]), tensor([3, 4])); // [[3, 4], [6, 8]]
 * ```
 */
export function outer(a: TensorLike, b: TensorLike): Tensor {
  const [x, y] = promoteOperands('outer', a, b);
  if (x.rank !== 1 || y.rank !== 1) {
    throw new TensorError(
      'outer',
      'shape',
      `takes two vectors, got ${formatShape(x.shape)} and ${formatShape(y.shape)}.`,
      {
        shapes: [x.shape, y.shape],
      },
    );
  }
  return mul(expandDims(x, 1), y);
}

/**
 * Fully connected layer: `y = x W + b`.
 *
 * @param x `[..., in]`, floating dtype
 * @param weight `[in, out]`
 * @param bias `[out]`, may be absent
 * @returns `[..., out]`
 * @throws TensorError `shape` if the last dimension of `x` is not what the weight expects
 * @see course part 2.6
 * @example
 * ```ts
 * linear(tensor([[1, 2]]), tensor([[1], [10]]), tensor([100])); // [[121]]
 * ```
 */
export function linear(x: TensorLike, weight: TensorLike, bias?: TensorLike | null): Tensor {
  const operands = promoteAll(
    'linear',
    bias === undefined || bias === null ? [x, weight] : [x, weight, bias],
  );
  if (operands.length === 3) return execute('linear', operands, {});
  const [input, w] = operands as [Tensor, Tensor];
  if (w.rank !== 2 || input.rank === 0 || input.shape.at(-1) !== w.shape[0]) {
    throw new TensorError(
      'linear',
      'shape',
      `last dimension of x is ${input.shape.at(-1)}, weight expects ${w.shape[0]}: x is ${formatShape(input.shape)}, weight is ${formatShape(w.shape)}.`,
      {
        shapes: [input.shape, w.shape],
      },
    );
  }
  return inNameOf('linear', () => rowsTimes(input, w));
}

/** All rows of `x` in one product of matrices. */
export function rowsTimes(x: Tensor, weight: Tensor): Tensor {
  if (x.rank === 2) return execute('matmul', [x, weight], {});
  const lead = x.shape.slice(0, -1);
  const product = execute('matmul', [reshape(x, [sizeOf(lead), weight.shape[0]!]), weight], {});
  return reshape(product, [...lead, weight.shape[1]!]);
}
