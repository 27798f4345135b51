// RMSprop: steps divided by a running root mean square.

import { add, div, lerp, mul, type Parameter, sqrt, square, sub, type Tensor } from '@cambium/tensor';
import {
  Optimizer,
  type OptimizerOptions,
  type OptimizerTarget,
  type Slots,
  type StepContext,
} from './optimizer.ts';
import { unused } from './scalar.ts';

/** Options of {@link RMSprop}. */
export interface RMSpropOptions extends OptimizerOptions {
  /** Share of the old mean square that a step keeps, default 0.9. */
  decay?: number;
  /** Added to the root, default 1e-8. */
  epsilon?: number;
  /** Divide by the deviation from the mean gradient, not by the root of the mean square. Default `false`. */
  centered?: boolean;
  /** Share of the velocity that a step keeps, default 0: no velocity. */
  momentum?: number;
}

type Slot = 'meanSquare' | 'meanGradient' | 'velocity';

/**
 * `s ← decay · s + (1 − decay) · g²`, `w ← w − η g / (√s + ε)`. Centred, `√(s − ḡ²)` stands for `√s`, with the running
 * mean `ḡ`; with momentum, `v ← momentum · v + g / (√s + ε)` and `w ← w − η v`.
 *
 * @see Hinton, "Neural networks for machine learning", lecture 6; Graves 2013; course part 4.3
 * @example
 * ```ts
 * const optimizer = new RMSprop(model, { learningRate: 1e-3 });
 * ```
 */
export class RMSprop extends Optimizer<Slot, RMSpropOptions> {
  constructor(target: OptimizerTarget<RMSpropOptions>, options: RMSpropOptions = {}) {
    const filled = {
      learningRate: 0.01,
      weightDecay: 0,
      maximize: false,
      decay: 0.9,
      epsilon: 1e-8,
      centered: false,
      momentum: 0,
      ...options,
    };
    super(target, filled, ['meanSquare', 'meanGradient', 'velocity']);
  }

  protected override initialSlot(
    slot: Slot,
    parameter: Parameter,
    options: Required<RMSpropOptions>,
  ): Tensor {
    const isUnused =
      (slot === 'meanGradient' && !options.centered) || (slot === 'velocity' && options.momentum === 0);
    return isUnused ? unused(parameter) : super.initialSlot(slot, parameter, options);
  }

  protected update(
    parameter: Parameter,
    gradient: Tensor,
    { meanSquare, meanGradient, velocity }: Slots<Slot>,
    { learningRate, options }: StepContext<RMSpropOptions, never>,
  ): void {
    meanSquare.assign(lerp(meanSquare, square(gradient), 1 - options.decay));
    let squares = meanSquare.value;
    if (options.centered) {
      meanGradient.assign(lerp(meanGradient, gradient, 1 - options.decay));
      squares = sub(meanSquare, square(meanGradient));
    }
    let direction = div(gradient, add(sqrt(squares), options.epsilon));
    if (options.momentum !== 0) {
      velocity.assign(add(mul(velocity, options.momentum), direction));
      direction = velocity.value;
    }
    parameter.assign(sub(parameter, mul(learningRate, direction)));
  }
}
