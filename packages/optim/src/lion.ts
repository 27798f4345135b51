// Lion: steps of one size, in the direction of a sign.

import { lerp, mul, type Parameter, sign, sub, type Tensor } from '@cambium/tensor';
import {
  type DecayForm,
  Optimizer,
  type OptimizerOptions,
  type OptimizerTarget,
  type Slots,
  type StepContext,
} from './optimizer.ts';

/** Options of {@link Lion}. */
export interface LionOptions extends OptimizerOptions {
  /** Share of the old mean in the direction of a step, default 0.9. */
  beta1?: number;
  /** Share of the old mean that a step keeps, default 0.99. */
  beta2?: number;
}

/**
 * `w ← w − η sign(β₁ m + (1 − β₁) g)`, then `m ← β₂ m + (1 − β₂) g`. Weight decay is decoupled.
 *
 * Every step changes each weight by η: take a learning rate three to ten times smaller than for Adam.
 *
 * @see Chen et al., "Symbolic discovery of optimization algorithms" (2023)
 * @example
 * ```ts
 * const optimizer = new Lion(model, { learningRate: 1e-4, weightDecay: 0.1 });
 * ```
 */
export class Lion extends Optimizer<'mean', LionOptions> {
  constructor(target: OptimizerTarget<LionOptions>, options: LionOptions = {}) {
    const filled = {
      learningRate: 1e-4,
      weightDecay: 0,
      maximize: false,
      beta1: 0.9,
      beta2: 0.99,
      ...options,
    };
    super(target, filled, ['mean']);
  }

  protected override decayForm(): DecayForm {
    return 'weights';
  }

  protected update(
    parameter: Parameter,
    gradient: Tensor,
    { mean }: Slots<'mean'>,
    { learningRate, options }: StepContext<LionOptions, never>,
  ): void {
    const direction = sign(lerp(mean, gradient, 1 - options.beta1));
    mean.assign(lerp(mean, gradient, 1 - options.beta2));
    parameter.assign(sub(parameter, mul(learningRate, direction)));
  }
}
