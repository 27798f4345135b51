// Rprop: each weight has a step size of its own, which follows the signs of its gradients. For whole batches.

import {
  cast,
  clamp,
  greater,
  less,
  mul,
  onesLike,
  type Parameter,
  scalar,
  sign,
  sub,
  type Tensor,
  where,
} from '@cambium/tensor';
import {
  Optimizer,
  type OptimizerOptions,
  type OptimizerTarget,
  type Slots,
  type StepContext,
} from './optimizer.ts';
import { scalarType } from './scalar.ts';

/** Options of {@link Rprop}. */
export interface RpropOptions extends OptimizerOptions {
  /** Factor of a step size when the gradient changes its sign, default 0.5. */
  shrink?: number;
  /** Factor when it keeps its sign, default 1.2. */
  grow?: number;
  /** Least step size, default 1e-6. */
  minStep?: number;
  /** Greatest step size, default 50. */
  maxStep?: number;
}

type Slot = 'previous' | 'stepSize';

/**
 * `w ← w − sign(g) · d`, with step sizes `d` that begin at η and are multiplied by `grow` or `shrink`. After a change of
 * sign a weight rests for one step.
 *
 * @see Riedmiller and Braun, "A direct adaptive method for faster backpropagation learning" (1993)
 * @example
 * ```ts
 * const optimizer = new Rprop(model, { learningRate: 0.01 });
 * ```
 */
export class Rprop extends Optimizer<Slot, RpropOptions> {
  constructor(target: OptimizerTarget<RpropOptions>, options: RpropOptions = {}) {
    const filled = {
      learningRate: 0.01,
      weightDecay: 0,
      maximize: false,
      shrink: 0.5,
      grow: 1.2,
      minStep: 1e-6,
      maxStep: 50,
      ...options,
    };
    super(target, filled, ['previous', 'stepSize']);
  }

  protected override initialSlot(slot: Slot, parameter: Parameter, options: Required<RpropOptions>): Tensor {
    if (slot === 'previous') return super.initialSlot(slot, parameter, options);
    const { learningRate } = options;
    const first =
      typeof learningRate === 'number' ? learningRate : learningRate(scalar(0, { dtype: scalarType() }));
    return mul(onesLike(parameter), typeof first === 'number' ? first : cast(first, parameter.dtype));
  }

  protected update(
    parameter: Parameter,
    gradient: Tensor,
    { previous, stepSize }: Slots<Slot>,
    { options: { shrink, grow, minStep, maxStep } }: StepContext<RpropOptions, never>,
  ): void {
    const agreement = mul(gradient, previous);
    const hasTurned = less(agreement, 0);
    const factor = where(greater(agreement, 0), grow, where(hasTurned, shrink, onesLike(agreement)));
    stepSize.assign(clamp(mul(stepSize, factor), minStep, maxStep));
    const effective = where(hasTurned, 0, gradient);
    parameter.assign(sub(parameter, mul(sign(effective), stepSize)));
    previous.assign(effective);
  }
}
