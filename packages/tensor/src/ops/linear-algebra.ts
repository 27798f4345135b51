// Factors of matrices, in ops, so that gradients flow through them.

import { formatShape, TensorError } from '../errors.ts';
import type { Tensor } from '../tensor.ts';
import { add, div, mul, sub } from './arithmetic.ts';
import { equal, less, where } from './compare.ts';
import { asFloating, castTo, countBeside, type TensorLike } from './lift.ts';
import { square } from './math.ts';
import { pad } from './pad.ts';
import { matmul } from './product.ts';
import { norm, sum } from './reduce.ts';
import { broadcastTo, expandDims, swapAxes } from './shape.ts';
import { sliceAxis } from './slice.ts';
import { triu } from './triangle.ts';

/** Options of {@link qr}. */
export interface QrOptions {
  /** Whether `q` is square, with columns beyond those of `x`; it is not unless told so. */
  readonly complete?: boolean;
}

/** What {@link qr} gives. */
export interface QrFactors {
  /** Orthonormal columns: `[..., m, min(m, n)]`, or `[..., m, m]` with `complete`. */
  readonly q: Tensor;
  /** Upper triangular: `[..., min(m, n), n]`, or `[..., m, n]` with `complete`. */
  readonly r: Tensor;
}

/**
 * Factors `x = q r` with orthonormal columns of `q` and an upper triangular `r`, by Householder reflections. Signs are those
 * of LAPACK: a column whose first element is positive gives a negative element of the diagonal.
 *
 * @param x matrices `[..., m, n]`, floating dtype
 * @throws TensorError `shape` if `x` is not a matrix, `dtype` if it is an integer tensor
 * @see Golub and Van Loan, "Matrix computations", section 5.2
 * @example
 * ```ts
 * const { q, r } = qr(tensor([[3, 1], [4, 2]]));
 * q; // [[-0.6, -0.8], [-0.8, 0.6]]
 * r; // [[-5, -2.2], [0, 0.4]]
 * ```
 */
export function qr(x: TensorLike, options: QrOptions = {}): QrFactors {
  const input = asFloating(x, 'qr');
  if (input.rank < 2)
    throw new TensorError('qr', 'shape', `takes matrices, got ${formatShape(input.shape)}.`, {
      shapes: [input.shape],
    });
  const [rows, columns] = input.shape.slice(-2) as [number, number];
  const lead = input.shape.slice(0, -2);
  const count = countBeside(rows, input);
  const identity = castTo(equal(expandDims(count, 1), count), input.dtype);
  let q = broadcastTo(identity, [...lead, rows, rows]);
  let r = input;
  for (let column = 0; column < Math.min(rows - 1, columns); column++) {
    const v = reflector(r, column);
    const reflect = (y: Tensor): Tensor => mul(v, mul(matmul(swapAxes(v, -1, -2), y), 2));
    r = sub(r, reflect(r));
    // q H = (H qᵀ)ᵀ, as H is symmetric.
    const turned = swapAxes(q, -1, -2);
    q = swapAxes(sub(turned, reflect(turned)), -1, -2);
  }
  const upper = triu(r);
  if (options.complete === true || rows <= columns) return { q, r: upper };
  return { q: sliceAxis(q, q.rank - 1, 0, columns), r: sliceAxis(upper, upper.rank - 2, 0, columns) };
}

/** The unit vector `[..., m, 1]` whose reflection clears column `column` below the diagonal; zeros where it is clear. */
function reflector(r: Tensor, column: number): Tensor {
  const rows = r.shape.at(-2)!;
  const below = sliceAxis(sliceAxis(r, r.rank - 1, column, 1), r.rank - 2, column, rows - column);
  const first = sliceAxis(below, r.rank - 2, 0, 1);
  const length = norm(below, { axis: -2, keepDims: true });
  const signed = where(less(first, 0), mul(length, -1), length);
  const inFront = (value: Tensor, after: number): Tensor =>
    pad(value, [...r.shape.slice(0, -2).map((): [number, number] => [0, 0]), [0, after], [0, 0]]);
  const vector = add(below, inFront(signed, rows - column - 1));
  const size = sum(square(vector), -2, { keepDims: true });
  const isZero = equal(size, 0);
  const unit = where(isZero, 0, div(vector, norm(where(isZero, 1, vector), { axis: -2, keepDims: true })));
  return pad(unit, [...r.shape.slice(0, -2).map((): [number, number] => [0, 0]), [column, 0], [0, 0]]);
}
