// Adam, AMSGrad and AdamW.

import {
  add,
  div,
  lerp,
  maximum,
  mul,
  type Parameter,
  pow,
  sqrt,
  square,
  sub,
  type Tensor,
} from '@cambium/tensor';
import {
  type DecayForm,
  Optimizer,
  type OptimizerOptions,
  type OptimizerTarget,
  type Slots,
  type StepContext,
} from './optimizer.ts';
import { unused } from './scalar.ts';

/** Options of {@link Adam} and {@link AdamW}. */
export interface AdamOptions extends OptimizerOptions {
  /** Share of the old mean of gradients that a step keeps, default 0.9. */
  beta1?: number;
  /** Share of the old mean of squared gradients that a step keeps, default 0.999. */
  beta2?: number;
  /** Added to the root, default 1e-8. */
  epsilon?: number;
  /** Divide by the greatest mean of squares so far: AMSGrad. Default `false`. */
  amsgrad?: boolean;
}

type Slot = 'mean' | 'meanSquare' | 'greatest' | 'steps';
type Correction = 'meanCorrection' | 'squareCorrection';

const defaults = {
  learningRate: 1e-3,
  weightDecay: 0,
  maximize: false,
  beta1: 0.9,
  beta2: 0.999,
  epsilon: 1e-8,
  amsgrad: false,
};

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

  protected override scalars(
    steps: Tensor,
    { beta1, beta2 }: Required<AdamOptions>,
  ): Record<Correction, Tensor> {
    return {
      meanCorrection: sub(1, pow(beta1, steps)),
      squareCorrection: sqrt(sub(1, pow(beta2, steps))),
    };
  }

  protected update(
    parameter: Parameter,
    gradient: Tensor,
    { mean, meanSquare, greatest }: Slots<Slot>,
    { learningRate, options, scalars }: StepContext<AdamOptions, Correction>,
  ): void {
    // From the old value by a small share of the difference: the other way round cancels in float32.
    mean.assign(lerp(mean, gradient, 1 - options.beta1));
    meanSquare.assign(lerp(meanSquare, square(gradient), 1 - options.beta2));
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
