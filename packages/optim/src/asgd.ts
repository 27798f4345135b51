// ASGD: gradient descent that also averages the weights it comes through.

import {
  add,
  cast,
  div,
  lerp,
  maximum,
  mul,
  type Parameter,
  pow,
  scalar,
  sub,
  type Tensor,
} from '@cambium/tensor';
import {
  Optimizer,
  type OptimizerOptions,
  type OptimizerTarget,
  type Slots,
  type StepContext,
} from './optimizer.ts';
import { scalarType } from './scalar.ts';

/** Options of {@link ASGD}. */
export interface ASGDOptions extends OptimizerOptions {
  /** Pull of the weights towards zero, default 1e-4. */
  lambda?: number;
  /** Power by which the rate falls, default 0.75. */
  alpha?: number;
  /** Step at which averaging begins, default 1e6. */
  averageFrom?: number;
}

type Slot = 'average' | 'rate' | 'share' | 'steps';

/**
 * `w ← (1 − λ ηₜ) w − ηₜ g` with `ηₜ₊₁ = η / (1 + λ η t)^α`, and from step `averageFrom` on the slot `average` is the
 * mean of the weights; before, it is the weights.
 *
 * @see Polyak and Juditsky, "Acceleration of stochastic approximation by averaging" (1992)
 * @example
 * ```ts
 * const optimizer = new ASGD(model, { learningRate: 0.01, averageFrom: 1000 });
 * ```
 */
export class ASGD extends Optimizer<Slot, ASGDOptions> {
  constructor(target: OptimizerTarget<ASGDOptions>, options: ASGDOptions = {}) {
    const filled = {
      learningRate: 0.01,
      weightDecay: 0,
      maximize: false,
      lambda: 1e-4,
      alpha: 0.75,
      averageFrom: 1e6,
      ...options,
    };
    super(target, filled, ['average', 'rate', 'share', 'steps']);
  }

  protected override initialSlot(slot: Slot, parameter: Parameter, options: Required<ASGDOptions>): Tensor {
    const zero = scalar(0, { dtype: scalarType() });
    const { learningRate } = options;
    if (slot === 'share') return add(zero, 1);
    if (slot === 'rate')
      return typeof learningRate === 'number' ? add(zero, learningRate) : learningRate(zero);
    return super.initialSlot(slot, parameter, options);
  }

  protected update(
    parameter: Parameter,
    gradient: Tensor,
    { average, rate, share }: Slots<Slot>,
    { learningRate, options, steps }: StepContext<ASGDOptions, never>,
  ): void {
    const { lambda, alpha, averageFrom } = options;
    const { dtype } = parameter;
    const kept = cast(sub(1, mul(rate, lambda)), dtype);
    parameter.assign(sub(mul(parameter, kept), mul(gradient, cast(rate, dtype))));
    // A share of 1 must give the weights themselves.
    average.assign(lerp(parameter, average, cast(sub(1, share), dtype)));
    const first = cast(learningRate, scalarType());
    rate.assign(div(first, pow(add(mul(mul(first, lambda), steps), 1), alpha)));
    share.assign(div(1, maximum(sub(steps, averageFrom), 1)));
  }
}
