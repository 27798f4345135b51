// The block of GoogLeNet: filters of several sizes side by side.

import { concat, maxPool2d, relu, type Tensor } from '@cambium/tensor';
import { Conv2d } from './conv.ts';
import { Module } from './module.ts';
import type { WeightOptions } from './weights.ts';

/** Options of {@link Inception}: the channels of each path. */
export interface InceptionOptions extends WeightOptions {
  /** Channels of the input. */
  inChannels: number;
  /** Of the 1×1 filters. */
  ones: number;
  /** In front of the 3×3 filters, and behind them. */
  threes: readonly [reduced: number, channels: number];
  /** In front of the 5×5 filters, and behind them. */
  fives: readonly [reduced: number, channels: number];
  /** Of the 1×1 filters behind the pooling. */
  pooled: number;
}

/**
 * Filters of sizes 1, 3 and 5 and a pooling side by side, whose channels are joined; 1×1 filters in front of the large
 * ones keep them cheap. The size of the image stays.
 *
 * @see Szegedy et al., "Going deeper with convolutions" (2015)
 * @example
 * ```ts
 * const block = new Inception({ inChannels: 8, ones: 4, threes: [3, 6], fives: [2, 3], pooled: 3 });
 * block.forward(zeros([1, 6, 6, 8])).shape;   // [1, 6, 6, 16]
 * ```
 */
export class Inception extends Module {
  /** First path: 1×1. */
  readonly ones: Conv2d;
  /** Second path: 1×1, which saves work … */
  readonly beforeThrees: Conv2d;
  /** … for the 3×3. */
  readonly threes: Conv2d;
  /** Third path: 1×1, which saves work … */
  readonly beforeFives: Conv2d;
  /** … for the 5×5. */
  readonly fives: Conv2d;
  /** Fourth path: 1×1 behind the pooling. */
  readonly pooled: Conv2d;

  constructor(options: InceptionOptions) {
    super();
    const { inChannels, ones, threes, fives, pooled, ...weights } = options;
    const conv = (from: number, to: number, kernelSize: number) =>
      new Conv2d({ inChannels: from, outChannels: to, kernelSize, padding: 'same', ...weights });
    this.ones = conv(inChannels, ones, 1);
    this.beforeThrees = conv(inChannels, threes[0], 1);
    this.threes = conv(threes[0], threes[1], 3);
    this.beforeFives = conv(inChannels, fives[0], 1);
    this.fives = conv(fives[0], fives[1], 5);
    this.pooled = conv(inChannels, pooled, 1);
  }

  forward(x: Tensor): Tensor {
    const paths = [
      this.ones.forward(x),
      this.threes.forward(relu(this.beforeThrees.forward(x))),
      this.fives.forward(relu(this.beforeFives.forward(x))),
      this.pooled.forward(maxPool2d(x, 3, { stride: 1, padding: 1 })),
    ];
    return relu(concat(paths, -1));
  }
}
