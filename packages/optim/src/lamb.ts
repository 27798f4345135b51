// LAMB: Adam whose steps are as long as the weights of a layer allow; for large batches.

import {
  add,
  div,
  equal,
  logicalOr,
  mul,
  norm,
  onesLike,
  type Parameter,
  sqrt,
  sub,
  type Tensor,
  where,
} from '@cambium/tensor';
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

/** Options of {@link LAMB}; `epsilon` is 1e-6 unless given. */
export type LAMBOptions = MomentOptions;

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
export class LAMB extends Optimizer<MomentSlot, LAMBOptions, Correction> {
  constructor(target: OptimizerTarget<LAMBOptions>, options: LAMBOptions = {}) {
    super(target, { ...momentDefaults, epsilon: 1e-6, ...options }, ['mean', 'meanSquare', 'steps']);
  }

  protected override decayForm(): DecayForm {
    return 'rule';
  }

  protected override scalars(steps: Tensor, options: Required<LAMBOptions>): Record<Correction, Tensor> {
    return momentCorrections(steps, options);
  }

  protected update(
    parameter: Parameter,
    gradient: Tensor,
    slots: Slots<MomentSlot>,
    { learningRate, options, scalars }: StepContext<LAMBOptions, Correction>,
  ): void {
    const { mean, meanSquare } = slots;
    moveMoments(slots, gradient, options);
    const denominator = add(div(sqrt(meanSquare), scalars.squareCorrection), options.epsilon);
    const adapted = div(div(mean, scalars.meanCorrection), denominator);
    const direction = add(adapted, mul(parameter, options.weightDecay));
    const [weights, step] = [norm(parameter), norm(direction)];
    const ratio = where(logicalOr(equal(weights, 0), equal(step, 0)), onesLike(step), div(weights, step));
    parameter.assign(sub(parameter, mul(mul(learningRate, ratio), direction)));
  }
}
