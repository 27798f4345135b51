// Stochastic gradient descent, with momentum.

import { add, cast, less, mul, type Parameter, sub, type Tensor } from '@cambium/tensor';
import {
  Optimizer,
  type OptimizerOptions,
  type OptimizerTarget,
  type Slots,
  type StepContext,
} from './optimizer.ts';
import { unused } from './scalar.ts';

/** Options of {@link SGD}. */
export interface SGDOptions extends OptimizerOptions {
  /** Share of the velocity that a step keeps, default 0. */
  momentum?: number;
  /** Share of the gradient that does not enter the velocity, from the second step on; default 0. */
  dampening?: number;
  /** Look ahead along the velocity (Nesterov), default `false`. */
  nesterov?: boolean;
}

type Slot = 'velocity' | 'steps';

/**
 * Gradient descent `w ← w − η v`, with `v ← momentum · v + (1 − dampening) · g`, or `v = g` without momentum.
 * Nesterov's form steps by `g + momentum · v`. The first velocity is the whole gradient.
 *
 * The course's version weighs the gradient with `1 − β` from the first step on: that is the same momentum `β` with the learning
 * rate `(1 − β) η`.
 *
 * @see course parts 1.2, 4.1 and 4.2; Sutskever et al. 2013
 * @example
 * ```ts
 * const optimizer = new SGD(model, { learningRate: 0.1, momentum: 0.9 });
 * ```
 */
export class SGD extends Optimizer<Slot, SGDOptions> {
  constructor(target: OptimizerTarget<SGDOptions>, options: SGDOptions = {}) {
    const filled = {
      learningRate: 0.01,
      weightDecay: 0,
      maximize: false,
      momentum: 0,
      dampening: 0,
      nesterov: false,
      ...options,
    };
    super(target, filled, ['velocity', 'steps']);
  }

  protected override initialSlot(slot: Slot, parameter: Parameter, options: Required<SGDOptions>): Tensor {
    const isUnused = slot === 'velocity' && options.momentum === 0;
    return isUnused ? unused(parameter) : super.initialSlot(slot, parameter, options);
  }

  protected update(
    parameter: Parameter,
    gradient: Tensor,
    { velocity }: Slots<Slot>,
    { learningRate, options: { momentum, dampening, nesterov }, steps }: StepContext<SGDOptions, never>,
  ): void {
    let direction = gradient;
    if (momentum !== 0) {
      // Of the first gradient nothing is left out: before it there is no velocity.
      const share = sub(1, mul(cast(less(1, steps), parameter.dtype), dampening));
      const entering = dampening === 0 ? gradient : mul(gradient, share);
      velocity.assign(add(mul(velocity, momentum), entering));
      direction = nesterov ? add(gradient, mul(velocity, momentum)) : velocity.value;
    }
    parameter.assign(sub(parameter, mul(direction, learningRate)));
  }
}
