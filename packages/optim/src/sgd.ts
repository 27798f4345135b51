// Stochastic gradient descent, with momentum.

import { add, mul, type Parameter, sub, type Tensor } from '@cambium/tensor';
import {
  Optimizer,
  type OptimizerOptions,
  type OptimizerTarget,
  type Slots,
  type StepContext,
} from './optimizer.ts';

/** Options of {@link SGD}. */
export interface SGDOptions extends OptimizerOptions {
  /** Share of the velocity that a step keeps, default 0. */
  momentum?: number;
  /** Share of the gradient that does not enter the velocity, default 0. */
  dampening?: number;
  /** Look ahead along the velocity (Nesterov), default `false`. */
  nesterov?: boolean;
}

/**
 * Gradient descent `w ← w − η v`, with `v ← momentum · v + (1 − dampening) · g`, or `v = g` without momentum.
 * Nesterov's form steps by `g + momentum · v`.
 *
 * The course's version weighs the gradient with `1 − β`: that is `dampening: momentum`.
 *
 * @see course parts 1.2, 4.1 and 4.2; Sutskever et al. 2013
 * @example
 * ```ts
 * const optimizer = new SGD(model, { learningRate: 0.1, momentum: 0.9 });
 * ```
 */
export class SGD extends Optimizer<'velocity', SGDOptions> {
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
    super(target, filled, ['velocity']);
  }

  protected update(
    parameter: Parameter,
    gradient: Tensor,
    slots: Slots<'velocity'>,
    { learningRate, options }: StepContext<SGDOptions, never>,
  ): void {
    let direction = gradient;
    if (options.momentum !== 0) {
      slots.velocity.assign(add(mul(slots.velocity, options.momentum), mul(gradient, 1 - options.dampening)));
      direction = options.nesterov
        ? add(gradient, mul(slots.velocity, options.momentum))
        : slots.velocity.value;
    }
    parameter.assign(sub(parameter, mul(direction, learningRate)));
  }
}
