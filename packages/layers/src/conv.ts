// Convolution layers over one, two and three spatial dimensions.

import {
  type ConvOptions,
  conv1d,
  conv2d,
  conv3d,
  type Parameter,
  type Tensor,
  TensorError,
} from '@cambium/tensor';
import { Module } from './module.ts';
import { biasParameter, type WeightOptions, weightParameter } from './weights.ts';

/** Options of the convolution layers. */
export interface ConvLayerOptions extends WeightOptions, Omit<ConvOptions, 'bias'> {
  inChannels: number;
  outChannels: number;
  /** One length for all spatial dimensions, or one each. */
  kernelSize: number | readonly number[];
}

abstract class Conv extends Module {
  readonly weight: Parameter; // [...kernel, inChannels / groups, outChannels]
  readonly bias: Parameter | null; // [outChannels]
  protected readonly settings: Omit<ConvOptions, 'bias'>;

  constructor(rank: number, options: ConvLayerOptions) {
    super();
    const { inChannels, outChannels, kernelSize, stride, padding, dilation, groups = 1 } = options;
    if (inChannels % groups !== 0 || outChannels % groups !== 0) {
      throw new TensorError(
        this.constructor.name,
        'value',
        `${inChannels} input and ${outChannels} output channels do not divide into ${groups} groups.`,
      );
    }
    const kernel = typeof kernelSize === 'number' ? new Array<number>(rank).fill(kernelSize) : kernelSize;
    if (kernel.length !== rank) {
      throw new TensorError(
        this.constructor.name,
        'value',
        `kernelSize [${kernel.join(', ')}] needs ${rank} numbers.`,
      );
    }
    const area = kernel.reduce((product, length) => product * length, 1);
    const fans = { fanIn: (area * inChannels) / groups, fanOut: area * outChannels };
    this.weight = weightParameter([...kernel, inChannels / groups, outChannels], fans, options);
    this.bias = biasParameter([outChannels], fans, options);
    this.settings = {
      groups,
      ...(stride === undefined ? {} : { stride }),
      ...(padding === undefined ? {} : { padding }),
      ...(dilation === undefined ? {} : { dilation }),
    };
  }

  /** The settings and the bias, as the functions take them. */
  protected get call(): ConvOptions {
    return this.bias === null ? this.settings : { ...this.settings, bias: this.bias };
  }

  override toString(): string {
    const kernel = this.weight.shape.slice(0, -2).join('×');
    const inChannels = this.weight.shape.at(-2)! * (this.settings.groups ?? 1);
    return `${this.constructor.name} ${kernel}, ${inChannels}→${this.weight.shape.at(-1)}`;
  }
}

/** Convolution of sequences `[batch, length, inChannels]`; see `conv1d`. */
export class Conv1d extends Conv {
  constructor(options: ConvLayerOptions) {
    super(1, options);
  }

  forward(x: Tensor): Tensor {
    return conv1d(x, this.weight, this.call);
  }
}

/**
 * Convolution of images `[batch, height, width, inChannels]`; see `conv2d`.
 *
 * @see course parts 5.2 to 5.5
 * @example
 * ```ts
 * const layer = new Conv2d({ inChannels: 3, outChannels: 8, kernelSize: 5, padding: 'same' });
 * layer.forward(zeros([1, 32, 32, 3])).shape;   // [1, 32, 32, 8]
 * ```
 */
export class Conv2d extends Conv {
  constructor(options: ConvLayerOptions) {
    super(2, options);
  }

  forward(x: Tensor): Tensor {
    return conv2d(x, this.weight, this.call);
  }
}

/** Convolution of volumes `[batch, depth, height, width, inChannels]`; see `conv3d`. */
export class Conv3d extends Conv {
  constructor(options: ConvLayerOptions) {
    super(3, options);
  }

  forward(x: Tensor): Tensor {
    return conv3d(x, this.weight, this.call);
  }
}
