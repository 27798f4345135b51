// What the image networks share: options, and a convolution with its normalization and activation.

import { BatchNorm } from '../batch-norm.ts';
import { Conv2d } from '../conv.ts';
import { type LayerFunction, Sequential } from '../sequential.ts';
import { fanInUniform, heNormal } from '../variance-scaling.ts';
import type { WeightOptions } from '../weights.ts';

/** Options of all networks that classify images. */
export interface ImageModelOptions extends Omit<WeightOptions, 'bias'> {
  /** Channels of the images `[batch, height, width, inChannels]`, default 3. */
  inChannels?: number;
  /** Number of logits, default 1000. */
  classes?: number;
}

/** The weight options of a model: He over the outputs of a unit unless given. */
export function weightsOf({ weightInit, biasInit, dtype, generator }: ImageModelOptions): WeightOptions {
  return {
    weightInit: weightInit ?? heNormal({ fanMode: 'fanOut' }),
    ...(biasInit === undefined ? {} : { biasInit }),
    ...(dtype === undefined ? {} : { dtype }),
    ...(generator === undefined ? {} : { generator }),
  };
}

/** The weight options of the last layer, behind which no ReLU comes: it begins as any fully connected layer does. */
export function headWeightsOf(options: ImageModelOptions): WeightOptions {
  return { ...weightsOf(options), weightInit: options.weightInit ?? fanInUniform() };
}

/** The shape of a {@link unit}. */
export interface UnitOptions {
  from: number;
  to: number;
  /** Length of the filters, odd; default 3. */
  kernelSize?: number;
  stride?: number;
  groups?: number;
  /** What comes behind the normalization; nothing unless given. */
  activation?: LayerFunction;
}

/** A convolution that keeps the size (but for the stride), without bias, and its batch normalization. */
export function unit(options: UnitOptions, weights: WeightOptions): Sequential {
  const { from, to, kernelSize = 3, stride = 1, groups = 1, activation } = options;
  const conv = new Conv2d({
    ...weights,
    inChannels: from,
    outChannels: to,
    kernelSize,
    stride,
    groups,
    padding: (kernelSize - 1) / 2,
    bias: false,
  });
  const norm = new BatchNorm(to, weights.dtype === undefined ? {} : { dtype: weights.dtype });
  return activation === undefined ? new Sequential(conv, norm) : new Sequential(conv, norm, activation);
}
