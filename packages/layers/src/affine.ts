// Scale and shift of the normalization layers.

import { type DType, ones, Parameter, scope, TensorError, zeros } from '@cambium/tensor';

/** Options that all normalization layers share. */
export interface NormLayerOptions {
  /** Added to the variance before the root, default 1e-5. */
  epsilon?: number;
  /** Whether a learned scale γ is multiplied at the end, default true. */
  scale?: boolean;
  /** Whether a learned shift β is added at the end, default true. */
  shift?: boolean;
  /** Element type of the parameters, default `float32`. */
  dtype?: DType;
}

/** γ, which begins with ones, or `null` where the options leave it out. */
export function scaleParameter(
  shape: readonly number[],
  { scale = true, dtype = 'float32' }: NormLayerOptions,
): Parameter | null {
  return scale ? scope(() => new Parameter(ones(shape, { dtype }))) : null;
}

/** β, which begins with zeros, or `null` where the options leave it out. */
export function shiftParameter(
  shape: readonly number[],
  { shift = true, dtype = 'float32' }: NormLayerOptions,
): Parameter | null {
  return shift ? scope(() => new Parameter(zeros(shape, { dtype }))) : null;
}

/** The epsilon of the options. Throws `value` in the name of `layer` unless it is a number ≥ 0. */
export function epsilonOf(layer: string, { epsilon = 1e-5 }: NormLayerOptions): number {
  if (epsilon >= 0 && Number.isFinite(epsilon)) return epsilon;
  throw new TensorError(layer, 'value', `epsilon is a number ≥ 0, got ${epsilon}.`);
}
