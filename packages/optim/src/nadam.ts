// NAdam: Adam that looks ahead along its momentum.

import { add, cast, div, mul, type Parameter, pow, scalar, sqrt, sub, type Tensor } from '@cambium/tensor';
import { type MomentOptions, type MomentSlot, momentDefaults, moveMoments } from './moments.ts';
import {
  type DecayForm,
  Optimizer,
  type OptimizerTarget,
  type Slots,
  type StepContext,
} from './optimizer.ts';
import { scalarType } from './scalar.ts';

/** Options of {@link NAdam}. */
export interface NAdamOptions extends MomentOptions {
  /** How fast the momentum rises to β₁, default 4e-3. */
  momentumDecay?: number;
  /** Weight decay beside the gradient, as in AdamW. Default `false`. */
  decoupledWeightDecay?: boolean;
}

type Slot = MomentSlot | 'momentumProduct';

/**
 * {@link Adam} with Nesterov's momentum: with `μₜ = β₁ (1 − 0.96^(t·ψ) / 2)` and `Πₜ = μ₁ ⋯ μₜ`,
 * `w ← w − η ((1 − μₜ) g / (1 − Πₜ) + μₜ₊₁ m / (1 − Πₜ₊₁)) / (√ŝ + ε)`.
 *
 * @see Dozat, "Incorporating Nesterov momentum into Adam" (2016)
 * @example
 * ```ts
 * const optimizer = new NAdam(model, { learningRate: 2e-3 });
 * ```
 */
export class NAdam extends Optimizer<Slot, NAdamOptions> {
  constructor(target: OptimizerTarget<NAdamOptions>, options: NAdamOptions = {}) {
    const own = { learningRate: 2e-3, momentumDecay: 4e-3, decoupledWeightDecay: false };
    const filled = { ...momentDefaults, ...own, ...options };
    super(target, filled, ['mean', 'meanSquare', 'momentumProduct', 'steps']);
  }

  protected override initialSlot(slot: Slot, parameter: Parameter, options: Required<NAdamOptions>): Tensor {
    if (slot === 'momentumProduct') return scalar(1, { dtype: scalarType() });
    return super.initialSlot(slot, parameter, options);
  }

  protected override decayForm({ decoupledWeightDecay }: Required<NAdamOptions>): DecayForm {
    return decoupledWeightDecay ? 'weights' : 'gradient';
  }

  protected update(
    parameter: Parameter,
    gradient: Tensor,
    slots: Slots<Slot>,
    { learningRate, options, steps }: StepContext<NAdamOptions, never>,
  ): void {
    const { mean, meanSquare, momentumProduct } = slots;
    const { beta1, beta2, epsilon, momentumDecay } = options;
    const momentumAt = (step: Tensor) => mul(sub(1, mul(pow(0.96, mul(step, momentumDecay)), 0.5)), beta1);
    const [momentum, next] = [momentumAt(steps), momentumAt(add(steps, 1))];
    momentumProduct.assign(mul(momentumProduct, momentum));
    const share = cast(div(sub(1, momentum), sub(1, momentumProduct)), parameter.dtype);
    const ahead = cast(div(next, sub(1, mul(momentumProduct, next))), parameter.dtype);
    const correction = cast(sqrt(sub(1, pow(beta2, steps))), parameter.dtype);

    moveMoments(slots, gradient, options);
    const denominator = add(div(sqrt(meanSquare), correction), epsilon);
    const direction = div(add(mul(gradient, share), mul(mean, ahead)), denominator);
    parameter.assign(sub(parameter, mul(learningRate, direction)));
  }
}
