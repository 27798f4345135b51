// Penalties as they appear in a step of gradient descent.

import { sign, type Tensor } from 'cambium';

/** What a step needs to know besides weights and gradient. */
export interface StepOptions {
  readonly learningRate: number;
  /** λ. */
  readonly strength: number;
  /** m. */
  readonly examples: number;
}

/**
 * One step of gradient descent on `J + λ/(2m) Σ w²`, written as weight decay: first the weights shrink by a factor, then
 * comes the usual step.
 *
 * @param weights any shape
 * @param gradient of `J` alone, the same shape
 */
export function decayedStep(weights: Tensor, gradient: Tensor, options: StepOptions): Tensor {
  const { learningRate, strength, examples } = options;
  return weights.mul(1 - (learningRate * strength) / examples).sub(gradient.mul(learningRate));
}

/** The gradient of `λ/m Σ |w|` by the weights; 0 where a weight is 0. */
export function l1Gradient(weights: Tensor, strength: number, examples: number): Tensor {
  return sign(weights).mul(strength / examples);
}
