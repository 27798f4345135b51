// Adamax: Adam with the greatest recent gradient for a measure.

import { abs, add, div, lerp, maximum, mul, type Parameter, pow, sub, type Tensor } from '@cambium/tensor';
import {
  Optimizer,
  type OptimizerOptions,
  type OptimizerTarget,
  type Slots,
  type StepContext,
} from './optimizer.ts';

/** Options of {@link Adamax}. */
export interface AdamaxOptions extends OptimizerOptions {
  /** Share of the old mean of gradients that a step keeps, default 0.9. */
  beta1?: number;
  /** How fast the greatest gradient is forgotten, default 0.999. */
  beta2?: number;
  /** Added to the gradients' magnitudes, default 1e-8. */
  epsilon?: number;
}

type Slot = 'mean' | 'greatest' | 'steps';

/**
 * `m ← β₁ m + (1 − β₁) g`, `u ← max(β₂ u, |g| + ε)`, `w ← w − η / (1 − β₁ᵗ) · m / u`.
 *
 * @see Kingma and Ba, "Adam" (2015), section 7.1
 * @example
 * ```ts
 * const optimizer = new Adamax(model, { learningRate: 2e-3 });
 * ```
 */
export class Adamax extends Optimizer<Slot, AdamaxOptions, 'correction'> {
  constructor(target: OptimizerTarget<AdamaxOptions>, options: AdamaxOptions = {}) {
    const filled = {
      learningRate: 2e-3,
      weightDecay: 0,
      maximize: false,
      beta1: 0.9,
      beta2: 0.999,
      epsilon: 1e-8,
      ...options,
    };
    super(target, filled, ['mean', 'greatest', 'steps']);
  }

  protected override scalars(steps: Tensor, { beta1 }: Required<AdamaxOptions>) {
    return { correction: sub(1, pow(beta1, steps)) };
  }

  protected update(
    parameter: Parameter,
    gradient: Tensor,
    { mean, greatest }: Slots<Slot>,
    { learningRate, options, scalars }: StepContext<AdamaxOptions, 'correction'>,
  ): void {
    mean.assign(lerp(mean, gradient, 1 - options.beta1));
    greatest.assign(maximum(mul(greatest, options.beta2), add(abs(gradient), options.epsilon)));
    const rate = div(learningRate, scalars.correction);
    parameter.assign(sub(parameter, mul(rate, div(mean, greatest))));
  }
}
