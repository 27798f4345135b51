// LAMB: Adam whose steps are as long as the weights of a layer allow; for large batches.

import {
  add,
  div,
  equal,
  lerp,
  logicalOr,
  mul,
  norm,
  onesLike,
  type Parameter,
  pow,
  sqrt,
  square,
  sub,
  type Tensor,
  where,
} from '@cambium/tensor';
import {
  type DecayForm,
  Optimizer,
  type OptimizerOptions,
  type OptimizerTarget,
  type Slots,
  type StepContext,
} from './optimizer.ts';

/** Options of {@link LAMB}. */
export interface LAMBOptions extends OptimizerOptions {
  /** Share of the old mean of gradients that a step keeps, default 0.9. */
  beta1?: number;
  /** Share of the old mean of squared gradients that a step keeps, default 0.999. */
  beta2?: number;
  /** Added to the root, default 1e-6. */
  epsilon?: number;
}

type Slot = 'mean' | 'meanSquare' | 'steps';
type Correction = 'meanCorrection' | 'squareCorrection';

/**
 * `r = m̂ / (√ŝ + ε) + weightDecay · w` with Adam's `m̂` and `ŝ`, `w ← w − η ‖w‖/‖r‖ · r`. A norm of 0 counts as a
 * ratio of 1.
 *
 * @see You et al., "Large batch optimization for deep learning" (2020)
 * @example
 * ```ts
 * const optimizer = new LAMB(model, { learningRate: 1e-3, weightDecay: 0.01 });
 * ```
 */
export class LAMB extends Optimizer<Slot, LAMBOptions, Correction> {
  constructor(target: OptimizerTarget<LAMBOptions>, options: LAMBOptions = {}) {
    const filled = {
      learningRate: 1e-3,
      weightDecay: 0,
      maximize: false,
      beta1: 0.9,
      beta2: 0.999,
      epsilon: 1e-6,
      ...options,
    };
    super(target, filled, ['mean', 'meanSquare', 'steps']);
  }

  protected override decayForm(): DecayForm {
    return 'rule';
  }

  protected override scalars(
    steps: Tensor,
    { beta1, beta2 }: Required<LAMBOptions>,
  ): Record<Correction, Tensor> {
    return {
      meanCorrection: sub(1, pow(beta1, steps)),
      squareCorrection: sqrt(sub(1, pow(beta2, steps))),
    };
  }

  protected update(
    parameter: Parameter,
    gradient: Tensor,
    { mean, meanSquare }: Slots<Slot>,
    { learningRate, options, scalars }: StepContext<LAMBOptions, Correction>,
  ): void {
    mean.assign(lerp(mean, gradient, 1 - options.beta1));
    meanSquare.assign(lerp(meanSquare, square(gradient), 1 - options.beta2));
    const denominator = add(div(sqrt(meanSquare), scalars.squareCorrection), options.epsilon);
    const adapted = div(div(mean, scalars.meanCorrection), denominator);
    const direction = add(adapted, mul(parameter, options.weightDecay));
    const [weights, step] = [norm(parameter), norm(direction)];
    const ratio = where(logicalOr(equal(weights, 0), equal(step, 0)), onesLike(step), div(weights, step));
    parameter.assign(sub(parameter, mul(mul(learningRate, ratio), direction)));
  }
}
