// Adam, AMSGrad and AdamW.

import { add, div, maximum, mul, type Parameter, sqrt, sub, type Tensor } from '@cambium/tensor';
import {
  type Correction,
  type MomentOptions,
  type MomentSlot,
  momentCorrections,
  momentDefaults,
  moveMoments,
} from './moments.ts';
import {
  type DecayForm,
  Optimizer,
  type OptimizerTarget,
  type Slots,
  type StepContext,
} from './optimizer.ts';
import { unused } from './scalar.ts';

/** Options of {@link Adam} and {@link AdamW}. */
export interface AdamOptions extends MomentOptions {
  /** Divide by the greatest mean of squares so far: AMSGrad. Default `false`. */
  amsgrad?: boolean;
}

type Slot = MomentSlot | 'greatest';

const defaults = { ...momentDefaults, amsgrad: false };

/**
 * `m ← β₁ m + (1 − β₁) g`, `s ← β₂ s + (1 − β₂) g²`, `w ← w − η m̂ / (√ŝ + ε)` with the bias-corrected
 * `m̂ = m / (1 − β₁ᵗ)` and `ŝ = s / (1 − β₂ᵗ)`. ε stands outside the root (the course notes put it inside).
 * With `amsgrad` the greatest `s` so far takes the place of `s`.
 *
 * @see Kingma and Ba, "Adam" (2015); Reddi et al., "On the convergence of Adam" (2018); course part 4.4
 * @example
 * ```ts
 * const optimizer = new Adam(model, { learningRate: 1e-3 });
 * ```
 */
export class Adam extends Optimizer<Slot, AdamOptions, Correction> {
  constructor(target: OptimizerTarget<AdamOptions>, options: AdamOptions = {}) {
    super(target, { ...defaults, ...options }, ['mean', 'meanSquare', 'greatest', 'steps']);
  }

  protected override initialSlot(slot: Slot, parameter: Parameter, options: Required<AdamOptions>): Tensor {
    const isUnused = slot === 'greatest' && !options.amsgrad;
    return isUnused ? unused(parameter) : super.initialSlot(slot, parameter, options);
  }

  protected override scalars(steps: Tensor, options: Required<AdamOptions>): Record<Correction, Tensor> {
    return momentCorrections(steps, options);
  }

  protected update(
    parameter: Parameter,
    gradient: Tensor,
    slots: Slots<Slot>,
    { learningRate, options, scalars }: StepContext<AdamOptions, Correction>,
  ): void {
    const { mean, meanSquare, greatest } = slots;
    moveMoments(slots, gradient, options);
    if (options.amsgrad) greatest.assign(maximum(greatest, meanSquare));
    const squares = options.amsgrad ? greatest : meanSquare;
    const denominator = add(div(sqrt(squares), scalars.squareCorrection), options.epsilon);
    parameter.assign(sub(parameter, mul(div(learningRate, scalars.meanCorrection), div(mean, denominator))));
  }
}

/**
 * {@link Adam} with decoupled weight decay: the weights shrink by `η · weightDecay`, whatever the gradients are.
 *
 * @see Loshchilov and Hutter, "Decoupled weight decay regularization" (2019)
 * @example
 * ```ts
 * const optimizer = new AdamW(model, { learningRate: 1e-3, weightDecay: 0.01 });
 * ```
 */
export class AdamW extends Adam {
  constructor(target: OptimizerTarget<AdamOptions>, options: AdamOptions = {}) {
    super(target, { weightDecay: 0.01, ...options });
  }

  protected override decayForm(): DecayForm {
    return 'weights';
  }
}
