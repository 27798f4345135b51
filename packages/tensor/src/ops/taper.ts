// Windows that fade signals out at their ends, before a spectrum is taken.

import { TensorError } from '../errors.ts';
import type { Tensor } from '../tensor.ts';
import { mul, sub } from './arithmetic.ts';
import { arange, type DTypeOptions, ones } from './create.ts';
import { cos } from './trigonometry.ts';

/** Options of {@link hannWindow} and {@link hammingWindow}. */
export interface TaperOptions extends DTypeOptions {
  /** Leaves out the last value, so that windows in a row join; it does unless told otherwise. */
  readonly periodic?: boolean;
}

/**
 * Hann window: `w[i] = 1/2 − 1/2 cos(2πi / n)`, with n − 1 instead of n where it is not periodic.
 *
 * @param length an integer ≥ 1
 * @returns `[length]`, float32 unless told otherwise
 * @throws TensorError `value` if `length` is not an integer ≥ 1
 * @see Blackman and Tukey, "The measurement of power spectra" (1958)
 * @example
 * ```ts
 * hannWindow(4); // [0, 0.5, 1, 0.5]
 * ```
 */
export function hannWindow(length: number, options: TaperOptions = {}): Tensor {
  return raisedCosine('hannWindow', length, 0.5, options);
}

/**
 * Hamming window: `w[i] = 0.54 − 0.46 cos(2πi / n)`, with n − 1 instead of n where it is not periodic.
 *
 * @param length an integer ≥ 1
 * @returns `[length]`, float32 unless told otherwise
 * @throws TensorError `value` if `length` is not an integer ≥ 1
 * @see Blackman and Tukey, "The measurement of power spectra" (1958)
 * @example
 * ```ts
 * hammingWindow(4); // [0.08, 0.54, 1, 0.54]
 * ```
 */
export function hammingWindow(length: number, options: TaperOptions = {}): Tensor {
  return raisedCosine('hammingWindow', length, 0.54, options);
}

function raisedCosine(op: string, length: number, base: number, options: TaperOptions): Tensor {
  if (!Number.isInteger(length) || length < 1)
    throw new TensorError(op, 'value', `takes an integer length ≥ 1, got ${length}.`);
  const { periodic = true, ...dtype } = options;
  if (length === 1) return ones([1], dtype);
  const period = periodic ? length : length - 1;
  const angles = mul(arange(0, length, 1, dtype), (2 * Math.PI) / period);
  return sub(base, mul(cos(angles), 1 - base));
}
