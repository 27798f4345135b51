// Adagrad: steps divided by the root of all squared gradients so far.

import { add, div, fullLike, mul, type Parameter, sqrt, square, sub, type Tensor } from '@cambium/tensor';
import {
  Optimizer,
  type OptimizerOptions,
  type OptimizerTarget,
  type Slots,
  type StepContext,
} from './optimizer.ts';

/** Options of {@link Adagrad}. */
export interface AdagradOptions extends OptimizerOptions {
  /** How the learning rate falls: `η / (1 + learningRateDecay · (t − 1))`; default 0. */
  learningRateDecay?: number;
  /** What the sum of squares begins with, default 0. */
  initialSum?: number;
  /** Added to the root, default 1e-10. */
  epsilon?: number;
}

type Slot = 'sumSquare' | 'steps';

/**
 * `s ← s + g²`, `w ← w − η g / (√s + ε)`: parameters that have moved little move on faster.
 *
 * @see Duchi et al., "Adaptive subgradient methods" (2011)
 * @example
 * ```ts
 * const optimizer = new Adagrad(model, { learningRate: 0.01 });
 * ```
 */
export class Adagrad extends Optimizer<Slot, AdagradOptions, 'slowdown'> {
  constructor(target: OptimizerTarget<AdagradOptions>, options: AdagradOptions = {}) {
    const filled = {
      learningRate: 0.01,
      weightDecay: 0,
      maximize: false,
      learningRateDecay: 0,
      initialSum: 0,
      epsilon: 1e-10,
      ...options,
    };
    super(target, filled, ['sumSquare', 'steps']);
  }

  protected override initialSlot(
    slot: Slot,
    parameter: Parameter,
    options: Required<AdagradOptions>,
  ): Tensor {
    return slot === 'sumSquare'
      ? fullLike(parameter, options.initialSum)
      : super.initialSlot(slot, parameter, options);
  }

  protected override scalars(steps: Tensor, { learningRateDecay }: Required<AdagradOptions>) {
    return { slowdown: add(mul(sub(steps, 1), learningRateDecay), 1) };
  }

  protected update(
    parameter: Parameter,
    gradient: Tensor,
    { sumSquare }: Slots<Slot>,
    { learningRate, options, scalars }: StepContext<AdagradOptions, 'slowdown'>,
  ): void {
    sumSquare.assign(add(sumSquare, square(gradient)));
    const direction = div(gradient, add(sqrt(sumSquare), options.epsilon));
    parameter.assign(sub(parameter, mul(div(learningRate, scalars.slowdown), direction)));
  }
}
