// Pooling into a number of bins, whatever the size of the image.

import { adaptiveAvgPool, adaptiveMaxPool, type Tensor } from '@cambium/tensor';
import { Module } from './module.ts';

abstract class AdaptivePool extends Module {
  /** Bins along each spatial axis. */
  readonly outputSize: number | readonly number[];

  /** @param outputSize one number of bins for all spatial axes, or one each */
  constructor(outputSize: number | readonly number[]) {
    super();
    this.outputSize = outputSize;
  }

  override toString(): string {
    return `${this.constructor.name} ${[this.outputSize].flat().join('×')}`;
  }
}

/**
 * Mean of each bin: `[batch, ...spatial, channels]` to `[batch, ...outputSize, channels]`; see `adaptiveAvgPool`.
 *
 * @example
 * ```ts
 * new AdaptiveAvgPool(3).forward(zeros([1, 7, 5, 2])).shape;   // [1, 3, 3, 2]
 * ```
 */
export class AdaptiveAvgPool extends AdaptivePool {
  forward(x: Tensor): Tensor {
    return adaptiveAvgPool(x, this.outputSize);
  }
}

/**
 * Greatest element of each bin: `[batch, ...spatial, channels]` to `[batch, ...outputSize, channels]`; see
 * `adaptiveMaxPool`.
 *
 * @example
 * ```ts
 * new AdaptiveMaxPool([3, 2]).forward(zeros([1, 7, 5, 2])).shape;   // [1, 3, 2, 2]
 * ```
 */
export class AdaptiveMaxPool extends AdaptivePool {
  forward(x: Tensor): Tensor {
    return adaptiveMaxPool(x, this.outputSize);
  }
}
