// Limits that weights are brought back to after a step of the optimizer.

import {
  add,
  clamp,
  div,
  maximum,
  mul,
  norm,
  type Parameter,
  relu,
  scope,
  type Tensor,
  TensorError,
  unobserved,
} from '@cambium/tensor';
import { Module } from './module.ts';

/** Gives the nearest allowed value of a weight. */
export type Constraint = (weight: Tensor) => Tensor;

/** Keeps a quotient finite where a norm is 0. */
const tiny = 1e-7;

/** The norm of the weights that lead into each unit: over all axes but the last. */
function incomingNorm(weight: Tensor): Tensor {
  const axes = weight.shape.map((_, axis) => axis).slice(0, Math.max(1, weight.rank - 1));
  return norm(weight, { axis: axes, keepDims: true });
}

function checkLimit(name: string, limit: number): void {
  if (!(limit >= 0)) throw new TensorError(name, 'value', `takes numbers ≥ 0, got ${limit}.`);
}

/**
 * Scales the weights into a unit down where their norm exceeds `limit`: `w · min(1, limit / ‖w‖)`.
 *
 * @see Srivastava et al., "Dropout" (2014), section 5.1
 * @example
 * ```ts
 * maxNorm(1)(tensor([[3, 0.3], [4, 0.4]]));   // [[0.6, 0.3], [0.8, 0.4]]
 * ```
 */
export function maxNorm(limit: number): Constraint {
  return minMaxNorm(0, limit);
}

/**
 * Brings the norm of the weights into a unit between two limits.
 *
 * @example
 * ```ts
 * minMaxNorm(1, 2)(tensor([[3, 0.3], [4, 0.4]]));   // [[1.2, 0.6], [1.6, 0.8]]
 * ```
 */
export function minMaxNorm(least: number, greatest: number): Constraint {
  checkLimit('minMaxNorm', least);
  checkLimit('minMaxNorm', greatest);
  if (least > greatest)
    throw new TensorError('minMaxNorm', 'value', `the least norm ${least} exceeds the greatest ${greatest}.`);
  return (weight) => {
    const length = incomingNorm(weight);
    return mul(weight, div(clamp(length, least, greatest), maximum(length, tiny)));
  };
}

/**
 * Gives the weights into each unit the norm 1: `w / ‖w‖`.
 *
 * @example
 * ```ts
 * unitNorm()(tensor([[3], [4]]));   // [[0.6], [0.8]]
 * ```
 */
export function unitNorm(): Constraint {
  return (weight) => div(weight, add(incomingNorm(weight), tiny));
}

/**
 * Sets negative weights to 0.
 *
 * @example
 * ```ts
 * nonNegative()(tensor([-1, 2]));   // [0, 2]
 * ```
 */
export function nonNegative(): Constraint {
  return relu;
}

/**
 * Brings parameters back to what is allowed: call it after each step of the optimizer.
 *
 * @param target a module, all of whose trainable parameters are meant (biases, too), or single parameters
 * @example
 * ```ts
 * const layer = new Linear(2, 3);
 * constrain([layer.weight], maxNorm(3));
 * ```
 */
export function constrain(target: Module | Iterable<Parameter>, constraint: Constraint): void {
  const parameters = target instanceof Module ? target.parameters() : [...target];
  unobserved(() =>
    scope(() => {
      for (const parameter of parameters)
        if (parameter.isTrainable) parameter.assign(constraint(parameter.value));
    }),
  );
}
