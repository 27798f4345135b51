// The fully connected layer.

import { linear, type Parameter, type Tensor } from '@cambium/tensor';
import { Module } from './module.ts';
import { biasParameter, type WeightOptions, weightParameter } from './weights.ts';

/** Options of {@link Linear}. */
export type LinearOptions = WeightOptions;

/**
 * Fully connected layer `y = x W + b` for `x` of shape `[..., inFeatures]`.
 *
 * @see course parts 1.1 and 2.6
 * @example
 * ```ts
 * const layer = new Linear(3, 2);
 * layer.forward(zeros([5, 3])).shape;   // [5, 2]
 * ```
 */
export class Linear extends Module {
  /** `[inFeatures, outFeatures]` */
  readonly weight: Parameter;
  /** `[outFeatures]`; `null` without bias. */
  readonly bias: Parameter | null;

  constructor(inFeatures: number, outFeatures: number, options: LinearOptions = {}) {
    super();
    const fans = { fanIn: inFeatures, fanOut: outFeatures };
    this.weight = weightParameter([inFeatures, outFeatures], fans, options);
    this.bias = biasParameter([outFeatures], fans, options);
  }

  forward(x: Tensor): Tensor {
    return this.bias === null ? linear(x, this.weight) : linear(x, this.weight, this.bias);
  }

  override toString(): string {
    return `Linear ${this.weight.shape.join('→')}`;
  }
}
