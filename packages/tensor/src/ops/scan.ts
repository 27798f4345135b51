// Running sums and products along an axis.

import { execute } from '../execute.ts';
import { resolveAxis } from '../layout.ts';
import type { Tensor } from '../tensor.ts';
import { asTensor, type TensorLike, toCounting } from './lift.ts';

/** Options of {@link cumsum} and {@link cumprod}. */
export interface ScanOptions {
  /** Begins at the end of the axis. */
  readonly reverse?: boolean;
  /** Leaves the element itself out, so that the first result is 0 (or 1). */
  readonly exclusive?: boolean;
}

/**
 * Running sum: `yᵢ = x₀ + … + xᵢ` along an axis. bool and uint8 add up in int32.
 *
 * @param x rank ≥ 1, any dtype
 * @param axis the axis to walk
 * @returns same shape as `x`
 * @throws TensorError `axis` if there is no such axis
 * @example
 * ```ts
 * cumsum(tensor([1, 2, 3]), 0); // [1, 3, 6]
 * cumsum(tensor([1, 2, 3]), 0, { exclusive: true }); // [0, 1, 3]
 * ```
 */
export function cumsum(x: TensorLike, axis: number, options: ScanOptions = {}): Tensor {
  return scan('cumsum', x, axis, options);
}

/**
 * Running product: `yᵢ = x₀ · … · xᵢ` along an axis. bool and uint8 multiply in int32.
 *
 * @param x rank ≥ 1, any dtype
 * @param axis the axis to walk
 * @returns same shape as `x`
 * @throws TensorError `axis` if there is no such axis
 * @example
 * ```ts
 * cumprod(tensor([1, 2, 3]), 0); // [1, 2, 6]
 * cumprod(tensor([1, 2, 3]), 0, { reverse: true }); // [6, 6, 3]
 * ```
 */
export function cumprod(x: TensorLike, axis: number, options: ScanOptions = {}): Tensor {
  return scan('cumprod', x, axis, options);
}

function scan(name: 'cumsum' | 'cumprod', x: TensorLike, axis: number, options: ScanOptions): Tensor {
  const input = toCounting(asTensor(x, name));
  const { reverse = false, exclusive = false } = options;
  return execute(name, [input], { axis: resolveAxis(name, axis, input.rank), reverse, exclusive });
}
