// Change of element type.

import { type DType, dtypes, isDType } from '../dtype.ts';
import { TensorError } from '../errors.ts';
import type { Tensor } from '../tensor.ts';
import { asTensor, castTo, type TensorLike } from './lift.ts';

/**
 * The tensor in another dtype; itself where it has that already.
 *
 * To integers: truncated towards zero, limited to the range, NaN becomes 0. To bool: `x ≠ 0`.
 *
 * @param x any shape and dtype
 * @param dtype the dtype of the result
 * @returns same shape as `x`
 * @throws TensorError `dtype` if there is no such dtype, or the backend lacks it
 * @example
 * ```ts
 * cast(tensor([1.7, -1.7]), 'int32'); // [1, -1]
 * ```
 */
export function cast(x: TensorLike, dtype: DType): Tensor {
  if (!isDType(dtype))
    throw new TensorError(
      'cast',
      'dtype',
      `there is no dtype ${String(dtype)}. Use one of ${dtypes.join(', ')}.`,
    );
  return castTo(asTensor(x, 'cast'), dtype);
}
