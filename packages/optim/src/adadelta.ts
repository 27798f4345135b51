// Adadelta: steps in the units of the parameters, with hardly a learning rate to choose.

import { add, div, lerp, mul, type Parameter, sqrt, square, sub, type Tensor } from '@cambium/tensor';
import {
  Optimizer,
  type OptimizerOptions,
  type OptimizerTarget,
  type Slots,
  type StepContext,
} from './optimizer.ts';

/** Options of {@link Adadelta}. */
export interface AdadeltaOptions extends OptimizerOptions {
  /** Share of the old mean squares that a step keeps, default 0.9. */
  decay?: number;
  /** Added under the roots, default 1e-6. */
  epsilon?: number;
}

type Slot = 'meanSquare' | 'meanSquareStep';

/**
 * `s ← decay · s + (1 − decay) g²`, `Δ = √(d + ε) / √(s + ε) · g`, `d ← decay · d + (1 − decay) Δ²`, `w ← w − η Δ`.
 *
 * @see Zeiler, "ADADELTA" (2012)
 * @example
 * ```ts
 * const optimizer = new Adadelta(model);
 * ```
 */
export class Adadelta extends Optimizer<Slot, AdadeltaOptions> {
  constructor(target: OptimizerTarget<AdadeltaOptions>, options: AdadeltaOptions = {}) {
    const filled = {
      learningRate: 1,
      weightDecay: 0,
      maximize: false,
      decay: 0.9,
      epsilon: 1e-6,
      ...options,
    };
    super(target, filled, ['meanSquare', 'meanSquareStep']);
  }

  protected update(
    parameter: Parameter,
    gradient: Tensor,
    { meanSquare, meanSquareStep }: Slots<Slot>,
    { learningRate, options: { decay, epsilon } }: StepContext<AdadeltaOptions, never>,
  ): void {
    meanSquare.assign(lerp(meanSquare, square(gradient), 1 - decay));
    const step = mul(div(sqrt(add(meanSquareStep, epsilon)), sqrt(add(meanSquare, epsilon))), gradient);
    meanSquareStep.assign(lerp(meanSquareStep, square(step), 1 - decay));
    parameter.assign(sub(parameter, mul(learningRate, step)));
  }
}
