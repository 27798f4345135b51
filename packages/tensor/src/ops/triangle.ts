// Diagonals and triangles of matrices.

import { formatShape, TensorError } from '../errors.ts';
import { execute } from '../execute.ts';
import type { Tensor } from '../tensor.ts';
import { sub } from './arithmetic.ts';
import { lessEqual, where } from './compare.ts';
import { asTensor, countBeside, type TensorLike } from './lift.ts';
import { expandDims, reshape } from './shape.ts';

/**
 * A matrix with the vector on its diagonal, or the diagonal of a matrix.
 *
 * @param x a vector, or a matrix
 * @param offset which diagonal: 0 the main one, positive above, negative below
 * @throws TensorError `shape` if `x` is neither vector nor matrix, `value` if `offset` is not an integer
 * @example
 * ```ts
 * diag(tensor([1, 2])); // [[1, 0], [0, 2]]
 * diag(tensor([[1, 2], [3, 4]]), 1); // [2]
 * ```
 */
export function diag(x: TensorLike, offset = 0): Tensor {
  const input = asTensor(x, 'diag');
  if (!Number.isInteger(offset))
    throw new TensorError('diag', 'value', `offset must be an integer, got ${offset}.`);
  const [rows, columns] = input.shape as [number, number];
  if (input.rank === 1) {
    const n = input.size + Math.abs(offset);
    const placed = { shape: [n * n], starts: [first(offset, n)], steps: [n + 1], value: 0 };
    return reshape(execute('place', [input], placed), [n, n]);
  }
  if (input.rank !== 2) {
    throw new TensorError('diag', 'shape', `takes a vector or a matrix, got ${formatShape(input.shape)}.`, {
      shapes: [input.shape],
    });
  }
  const size = Math.max(0, offset < 0 ? Math.min(rows + offset, columns) : Math.min(rows, columns - offset));
  const starts = [size === 0 ? 0 : first(offset, columns)];
  return execute('slice', [reshape(input, [rows * columns])], {
    starts,
    sizes: [size],
    steps: [columns + 1],
  });
}

/** Place of a diagonal's first element in row-major order. */
function first(offset: number, columns: number): number {
  return offset < 0 ? -offset * columns : offset;
}

/**
 * Lower triangle: zero above a diagonal.
 *
 * @param x rank ≥ 2; the last two axes are the matrices
 * @param offset the last diagonal to keep: 0 the main one, positive above, negative below
 * @throws TensorError `shape` if the rank is below 2
 * @example
 * ```ts
 * tril(ones([2, 2])); // [[1, 0], [1, 1]]
 * ```
 */
export function tril(x: TensorLike, offset = 0): Tensor {
  const input = asTensor(x, 'tril');
  return where(lessEqual(diagonalNumber('tril', input), offset), input, nothing(input));
}

/**
 * Upper triangle: zero below a diagonal.
 *
 * @param x rank ≥ 2; the last two axes are the matrices
 * @param offset the first diagonal to keep: 0 the main one, positive above, negative below
 * @throws TensorError `shape` if the rank is below 2
 * @example
 * ```ts
 * triu(ones([2, 2])); // [[1, 1], [0, 1]]
 * ```
 */
export function triu(x: TensorLike, offset = 0): Tensor {
  const input = asTensor(x, 'triu');
  return where(lessEqual(diagonalNumber('triu', input), offset - 1), nothing(input), input);
}

/** Column minus row of each element of the last two axes. */
function diagonalNumber(op: string, x: Tensor): Tensor {
  if (x.rank < 2)
    throw new TensorError(op, 'shape', `takes matrices, got ${formatShape(x.shape)}.`, { shapes: [x.shape] });
  return sub(countBeside(x.shape.at(-1)!, x), expandDims(countBeside(x.shape.at(-2)!, x), 1));
}

function nothing(x: Tensor): number | boolean {
  return x.dtype === 'bool' ? false : 0;
}
