// What the convolution layers share: sizes, weights and settings.

import { type ConvOptions, type Parameter, TensorError } from '@cambium/tensor';
import { Module } from './module.ts';
import { biasParameter, type WeightOptions, weightParameter } from './weights.ts';

/** Options of convolutions and transposed convolutions. */
export interface ConvBaseOptions extends WeightOptions, Omit<ConvOptions, 'bias'> {
  /** Channels of the input. */
  inChannels: number;
  /** Channels of the output: number of filters. */
  outChannels: number;
  /** One length for all spatial dimensions, or one each. */
  kernelSize: number | readonly number[];
}

/** The lengths of a kernel by axis. Throws `value` in the name of `layer` if there are too few or too many. */
export function kernelOf(
  layer: string,
  rank: number,
  kernelSize: number | readonly number[],
): readonly number[] {
  const kernel = typeof kernelSize === 'number' ? new Array<number>(rank).fill(kernelSize) : kernelSize;
  if (kernel.length === rank) return kernel;
  throw new TensorError(layer, 'value', `kernelSize [${kernel.join(', ')}] needs ${rank} numbers.`);
}

/** The settings of a window, without those that are absent. */
export function windowOf({
  stride,
  padding,
  dilation,
}: Pick<ConvOptions, 'stride' | 'padding' | 'dilation'>): {
  readonly [name in 'stride' | 'padding' | 'dilation']?: NonNullable<ConvOptions[name]>;
} {
  return {
    ...(stride === undefined ? {} : { stride }),
    ...(padding === undefined ? {} : { padding }),
    ...(dilation === undefined ? {} : { dilation }),
  };
}

/** A convolution or its transpose. */
export abstract class ConvBase extends Module {
  /** The filters: `[...kernel, inChannels / groups, outChannels]`, transposed `[...kernel, outChannels / groups, inChannels]`. */
  readonly weight: Parameter;
  /** `[outChannels]`; `null` without bias. */
  readonly bias: Parameter | null;
  /** Channels of the input. */
  readonly inChannels: number;
  /** Channels of the output. */
  readonly outChannels: number;
  protected readonly settings: Omit<ConvOptions, 'bias'>;

  /** @param isTransposed whether the filter is that of the convolution the other way: `[...kernel, out / groups, in]` */
  constructor(rank: number, options: ConvBaseOptions, isTransposed = false) {
    super();
    const { inChannels, outChannels, groups = 1 } = options;
    const name = this.constructor.name;
    if (inChannels % groups !== 0 || outChannels % groups !== 0) {
      throw new TensorError(
        name,
        'value',
        `${inChannels} input and ${outChannels} output channels do not divide into ${groups} groups.`,
      );
    }
    const kernel = kernelOf(name, rank, options.kernelSize);
    const area = kernel.reduce((product, length) => product * length, 1);
    const [narrow, wide] = isTransposed ? [outChannels, inChannels] : [inChannels, outChannels];
    const fans = { fanIn: (area * narrow) / groups, fanOut: area * wide };
    this.weight = weightParameter([...kernel, narrow / groups, wide], fans, options);
    this.bias = biasParameter([outChannels], fans, options);
    this.inChannels = inChannels;
    this.outChannels = outChannels;
    this.settings = { groups, ...windowOf(options) };
  }

  /** The settings and the bias, as the functions take them. */
  protected get call(): ConvOptions {
    return this.bias === null ? this.settings : { ...this.settings, bias: this.bias };
  }

  override toString(): string {
    const kernel = this.weight.shape.slice(0, -2).join('×');
    return `${this.constructor.name} ${kernel}, ${this.inChannels}→${this.outChannels}`;
  }
}
