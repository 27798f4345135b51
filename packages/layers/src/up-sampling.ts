// Enlargement of images, without weights.

import { resize, type Tensor, TensorError } from '@cambium/tensor';
import { Module } from './module.ts';

/** Options of {@link UpSampling}. */
export interface UpSamplingOptions {
  /** `'nearest'` (default) repeats pixels, `'bilinear'` mixes neighbours. */
  mode?: 'nearest' | 'bilinear';
}

/**
 * Makes each spatial axis of `[batch, ...spatial, channels]` `factor` times as long.
 *
 * @see Odena et al., "Deconvolution and checkerboard artifacts" (2016), for why before a convolution
 * @example
 * ```ts
 * new UpSampling(2).forward(tensor([[[1], [2]]]));   // [[[1], [1], [2], [2]]]
 * ```
 */
export class UpSampling extends Module {
  /** How many times longer each side becomes. */
  readonly factor: number;
  /** `'nearest'` repeats pixels, `'bilinear'` blends them. */
  readonly mode: 'nearest' | 'bilinear';

  /** @throws TensorError `value` unless the factor is an integer ≥ 1 */
  constructor(factor: number, { mode = 'nearest' }: UpSamplingOptions = {}) {
    super();
    if (!(Number.isInteger(factor) && factor >= 1))
      throw new TensorError('UpSampling', 'value', `factor is an integer ≥ 1, got ${factor}.`);
    this.factor = factor;
    this.mode = mode;
  }

  forward(x: Tensor): Tensor {
    return resize(
      x,
      x.shape.slice(1, -1).map((length) => length * this.factor),
      { mode: this.mode },
    );
  }

  override toString(): string {
    return `UpSampling ×${this.factor} ${this.mode}`;
  }
}
