// RMSprop: steps divided by a running root mean square.

import { add, div, lerp, mul, type Parameter, sqrt, square, sub, type Tensor } from '@cambium/tensor';
import {
  Optimizer,
  type OptimizerOptions,
  type OptimizerTarget,
  type Slots,
  type StepContext,
} from './optimizer.ts';

/** Options of {@link RMSprop}. */
export interface RMSpropOptions extends OptimizerOptions {
  /** Share of the old mean square that a step keeps, default 0.9. */
  decay?: number;
  /** Added to the root, default 1e-8. */
  epsilon?: number;
}

/**
 * `s ← decay · s + (1 − decay) · g²`, `w ← w − η g / (√s + ε)`.
 *
 * @see Hinton, "Neural networks for machine learning", lecture 6; course part 4.3
 * @example
 * ```ts
 * const optimizer = new RMSprop(model, { learningRate: 1e-3 });
 * ```
 */
export class RMSprop extends Optimizer<'meanSquare', RMSpropOptions> {
  constructor(target: OptimizerTarget<RMSpropOptions>, options: RMSpropOptions = {}) {
    const filled = {
      learningRate: 0.01,
      weightDecay: 0,
      maximize: false,
      decay: 0.9,
      epsilon: 1e-8,
      ...options,
    };
    super(target, filled, ['meanSquare']);
  }

  protected update(
    parameter: Parameter,
    gradient: Tensor,
    { meanSquare }: Slots<'meanSquare'>,
    { learningRate, options }: StepContext<RMSpropOptions, never>,
  ): void {
    meanSquare.assign(lerp(meanSquare, square(gradient), 1 - options.decay));
    parameter.assign(
      sub(parameter, mul(learningRate, div(gradient, add(sqrt(meanSquare), options.epsilon)))),
    );
  }
}
