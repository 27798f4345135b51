// Convolutions that treat channels apart: depthwise, and depthwise followed by one that mixes them.

import {
  type ConvOptions,
  depthwiseConv2d,
  type Parameter,
  separableConv2d,
  type Tensor,
} from '@cambium/tensor';
import { kernelOf, windowOf } from './conv-base.ts';
import { Module } from './module.ts';
import { biasParameter, type WeightOptions, weightParameter } from './weights.ts';

/** Options of {@link DepthwiseConv2d}. */
export interface DepthwiseConvOptions
  extends WeightOptions,
    Pick<ConvOptions, 'stride' | 'padding' | 'dilation'> {
  /** Channels of the input. */
  inChannels: number;
  /** One length for both spatial dimensions, or one each. */
  kernelSize: number | readonly number[];
  /** How many filters each channel has, default 1. */
  multiplier?: number;
}

/** Options of {@link SeparableConv2d}. */
export interface SeparableConvOptions extends DepthwiseConvOptions {
  /** Channels of the output. */
  outChannels: number;
}

function depthwiseWeight(layer: string, options: DepthwiseConvOptions): Parameter {
  const { inChannels, multiplier = 1 } = options;
  const [height, width] = kernelOf(layer, 2, options.kernelSize) as [number, number];
  const fans = { fanIn: height * width, fanOut: height * width * multiplier };
  return weightParameter([height, width, inChannels, multiplier], fans, options);
}

/**
 * Convolution of each channel by itself; output `c · multiplier + m` is filter `m` of channel `c`.
 *
 * @see Howard et al., "MobileNets" (2017)
 * @example
 * ```ts
 * const layer = new DepthwiseConv2d({ inChannels: 3, kernelSize: 3, multiplier: 2, padding: 'same' });
 * layer.forward(zeros([1, 8, 8, 3])).shape;   // [1, 8, 8, 6]
 * ```
 */
export class DepthwiseConv2d extends Module {
  /** `[height, width, inChannels, multiplier]` */
  readonly weight: Parameter;
  /** `[inChannels · multiplier]`; `null` without bias. */
  readonly bias: Parameter | null;
  readonly #window: ReturnType<typeof windowOf>;

  constructor(options: DepthwiseConvOptions) {
    super();
    this.weight = depthwiseWeight('DepthwiseConv2d', options);
    const [height, width, inChannels, multiplier] = this.weight.shape as [number, number, number, number];
    const area = height * width;
    this.bias = biasParameter([inChannels * multiplier], { fanIn: area, fanOut: area * multiplier }, options);
    this.#window = windowOf(options);
  }

  forward(x: Tensor): Tensor {
    const { bias } = this;
    return depthwiseConv2d(x, this.weight, bias === null ? this.#window : { ...this.#window, bias });
  }

  override toString(): string {
    const [height, width, inChannels, multiplier] = this.weight.shape;
    return `DepthwiseConv2d ${height}×${width}, ${inChannels}×${multiplier}`;
  }
}

/**
 * Depthwise convolution, then one of 1×1 that mixes the channels: nearly what a full one does, for a fraction of its
 * weights.
 *
 * @see Chollet, "Xception" (2017)
 * @example
 * ```ts
 * const layer = new SeparableConv2d({ inChannels: 3, outChannels: 16, kernelSize: 3 });
 * layer.forward(zeros([1, 8, 8, 3])).shape;   // [1, 6, 6, 16]
 * ```
 */
export class SeparableConv2d extends Module {
  /** `[height, width, inChannels, multiplier]` */
  readonly depthwise: Parameter;
  /** `[1, 1, inChannels · multiplier, outChannels]` */
  readonly pointwise: Parameter;
  /** `[outChannels]`; `null` without bias. */
  readonly bias: Parameter | null;
  readonly #window: ReturnType<typeof windowOf>;

  constructor(options: SeparableConvOptions) {
    super();
    const { inChannels, outChannels, multiplier = 1 } = options;
    const fans = { fanIn: inChannels * multiplier, fanOut: outChannels };
    this.depthwise = depthwiseWeight('SeparableConv2d', options);
    this.pointwise = weightParameter([1, 1, inChannels * multiplier, outChannels], fans, options);
    this.bias = biasParameter([outChannels], fans, options);
    this.#window = windowOf(options);
  }

  forward(x: Tensor): Tensor {
    const options = this.bias === null ? this.#window : { ...this.#window, bias: this.bias };
    return separableConv2d(x, this.depthwise, this.pointwise, options);
  }

  override toString(): string {
    const [height, width, inChannels] = this.depthwise.shape;
    return `SeparableConv2d ${height}×${width}, ${inChannels}→${this.pointwise.shape.at(-1)}`;
  }
}
