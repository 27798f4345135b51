// Gradients kept within bounds.

import {
  add,
  clamp,
  div,
  minimum,
  mul,
  norm,
  type Parameter,
  scope,
  sqrt,
  square,
  stack,
  sum,
  type Tensor,
  TensorError,
} from '@cambium/tensor';
import type { GradientMap } from './optimizer.ts';

/** Which norm. */
export interface ClipOptions {
  /** 2 (Euclid, the default), 1, any p > 0, or Infinity for the greatest element. */
  order?: number;
}

/**
 * The norm of all gradients together, a scalar: Euclid's, unless told otherwise.
 *
 * @example
 * ```ts
 * globalNorm(grads).shape; // []
 * ```
 */
export function globalNorm(gradients: GradientMap, { order = 2 }: ClipOptions = {}): Tensor {
  if (!(order > 0)) throw new TensorError('globalNorm', 'value', `the order is a number > 0, got ${order}.`);
  return scope(() => {
    const all = [...gradients.values()];
    if (all.length === 0) throw new TensorError('globalNorm', 'gradient', 'there are no gradients.');
    if (order !== 2)
      return norm(stack(all.map((gradient) => norm(gradient, { ord: order }))), { ord: order });
    return sqrt(all.map((gradient) => sum(square(gradient))).reduce((total, each) => add(total, each)));
  });
}

/**
 * Scales all gradients by `min(1, maxNorm / (norm + 1e-6))`, so that their common norm is at most `maxNorm`.
 *
 * @see Pascanu et al. 2013; course part 3.4
 * @example
 * ```ts
 * optimizer.step(clipByGlobalNorm(grads, 1));
 * ```
 */
export function clipByGlobalNorm(
  gradients: GradientMap,
  maxNorm: number,
  options: ClipOptions = {},
): Map<Parameter, Tensor> {
  checkLimit('clipByGlobalNorm', maxNorm);
  return scope(() => {
    const scale = minimum(div(maxNorm, add(globalNorm(gradients, options), 1e-6)), 1);
    return mapGradients(gradients, (gradient) => mul(gradient, scale));
  });
}

/**
 * Scales each gradient by itself, so that its norm is at most `maxNorm`.
 *
 * @example
 * ```ts
 * optimizer.step(clipByNorm(grads, 1));
 * ```
 */
export function clipByNorm(gradients: GradientMap, maxNorm: number): Map<Parameter, Tensor> {
  checkLimit('clipByNorm', maxNorm);
  return scope(() =>
    mapGradients(gradients, (gradient) => {
      const norm = sqrt(sum(square(gradient)));
      return mul(gradient, minimum(div(maxNorm, add(norm, 1e-6)), 1));
    }),
  );
}

/**
 * Limits each element to `[-limit, limit]`.
 *
 * @example
 * ```ts
 * optimizer.step(clipByValue(grads, 0.5));
 * ```
 */
export function clipByValue(gradients: GradientMap, limit: number): Map<Parameter, Tensor> {
  checkLimit('clipByValue', limit);
  return scope(() => mapGradients(gradients, (gradient) => clamp(gradient, -limit, limit)));
}

function mapGradients(gradients: GradientMap, change: (gradient: Tensor) => Tensor): Map<Parameter, Tensor> {
  return new Map([...gradients].map(([parameter, gradient]) => [parameter, change(gradient)]));
}

function checkLimit(op: string, limit: number): void {
  if (!(limit > 0)) throw new TensorError(op, 'value', `the limit is a number > 0, got ${limit}.`);
}
