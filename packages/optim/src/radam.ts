// RAdam: Adam that takes plain steps with momentum until its measure of the gradients can be trusted.

import {
  add,
  clamp,
  div,
  greater,
  mul,
  type Parameter,
  pow,
  sqrt,
  sub,
  type Tensor,
  where,
} from '@cambium/tensor';
import { type MomentOptions, type MomentSlot, momentDefaults, moveMoments } from './moments.ts';
import {
  type DecayForm,
  Optimizer,
  type OptimizerTarget,
  type Slots,
  type StepContext,
} from './optimizer.ts';

/** Options of {@link RAdam}. */
export interface RAdamOptions extends MomentOptions {
  /** Weight decay beside the gradient, as in AdamW. Default `false`. */
  decoupledWeightDecay?: boolean;
}

type Scalar = 'meanCorrection' | 'adaptive' | 'plain';

/**
 * With `ρ∞ = 2 / (1 − β₂) − 1` and `ρₜ = ρ∞ − 2 t β₂ᵗ / (1 − β₂ᵗ)`: `w ← w − η m̂ rₜ / (√ŝ + ε)` where `ρₜ > 5`, with
 * `rₜ = √((ρₜ − 4)(ρₜ − 2) ρ∞ / ((ρ∞ − 4)(ρ∞ − 2) ρₜ))`, and `w ← w − η m̂` before.
 *
 * @see Liu et al., "On the variance of the adaptive learning rate and beyond" (2020)
 * @example
 * ```ts
 * const optimizer = new RAdam(model, { learningRate: 1e-3 });
 * ```
 */
export class RAdam extends Optimizer<MomentSlot, RAdamOptions, Scalar> {
  constructor(target: OptimizerTarget<RAdamOptions>, options: RAdamOptions = {}) {
    const filled = { ...momentDefaults, decoupledWeightDecay: false, ...options };
    super(target, filled, ['mean', 'meanSquare', 'steps']);
  }

  protected override decayForm({ decoupledWeightDecay }: Required<RAdamOptions>): DecayForm {
    return decoupledWeightDecay ? 'weights' : 'gradient';
  }

  protected override scalars(
    steps: Tensor,
    { beta1, beta2 }: Required<RAdamOptions>,
  ): Record<Scalar, Tensor> {
    const power = pow(beta2, steps);
    const correction = sub(1, power);
    const limit = 2 / (1 - beta2) - 1;
    const length = sub(limit, div(mul(mul(steps, 2), power), correction));
    const isTrusted = greater(length, 5);
    // Below 4 the root does not exist; it is not used there.
    const rectified = mul(
      div(mul(sub(length, 4), sub(length, 2)), length),
      limit / ((limit - 4) * (limit - 2)),
    );
    const adaptive = sqrt(mul(clamp(rectified, 0), correction));
    const zero = mul(steps, 0);
    return {
      meanCorrection: sub(1, pow(beta1, steps)),
      adaptive: where(isTrusted, adaptive, zero),
      plain: where(isTrusted, zero, add(zero, 1)),
    };
  }

  protected update(
    parameter: Parameter,
    gradient: Tensor,
    slots: Slots<MomentSlot>,
    { learningRate, options, scalars }: StepContext<RAdamOptions, Scalar>,
  ): void {
    const { mean, meanSquare } = slots;
    moveMoments(slots, gradient, options);
    const factor = add(div(scalars.adaptive, add(sqrt(meanSquare), options.epsilon)), scalars.plain);
    parameter.assign(sub(parameter, mul(mul(div(learningRate, scalars.meanCorrection), mean), factor)));
  }
}
