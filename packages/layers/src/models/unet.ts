// U-Net: from images to maps of the same size, by way of small images with many channels.

import { concat, formatShape, maxPool2d, relu, type Tensor, TensorError } from '@cambium/tensor';
import { Conv2d } from '../conv.ts';
import { ConvTranspose2d } from '../conv-transpose.ts';
import { Module } from '../module.ts';
import { Sequential } from '../sequential.ts';
import type { WeightOptions } from '../weights.ts';
import { headWeightsOf, type ImageModelOptions, unit, weightsOf } from './unit.ts';

/** Options of {@link UNet}. */
export interface UNetOptions extends Omit<ImageModelOptions, 'classes'> {
  /** Channels of the output, for example one logit for each class of pixels; default 1. */
  outChannels?: number;
  /** Channels at full size, default 64; they double with each halving of the image. */
  width?: number;
  /** How often the image is halved, default 4. */
  depth?: number;
}

function twoUnits(from: number, to: number, weights: WeightOptions): Sequential {
  const activation = relu;
  return new Sequential(unit({ from, to, activation }, weights), unit({ from: to, to, activation }, weights));
}

/**
 * U-Net for images `[batch, height, width, inChannels]` whose sides are multiples of `2^depth`; gives
 * `[batch, height, width, outChannels]`. On the way up each size is joined with what had this size on the way down.
 * Convolutions keep the size and are normalized, other than in the paper.
 *
 * @see Ronneberger et al., "U-Net: convolutional networks for biomedical image segmentation" (2015)
 * @example
 * ```ts
 * const model = new UNet({ inChannels: 1, outChannels: 2, width: 4, depth: 2 });
 * model.forward(zeros([1, 8, 12, 1])).shape;   // [1, 8, 12, 2]
 * ```
 */
export class UNet extends Module {
  /** At full size, half of it, and so on. */
  readonly down: readonly Sequential[];
  /** From the smallest to the next, and so on up to full size: enlarging, then mixing with what was there before. */
  readonly up: readonly { readonly enlarge: ConvTranspose2d; readonly mix: Sequential }[];
  /** 1×1 convolution to the logits of each pixel. */
  readonly output: Conv2d;

  constructor(options: UNetOptions = {}) {
    super();
    const { inChannels = 3, outChannels = 1, width = 64, depth = 4 } = options;
    if (!(Number.isInteger(depth) && depth >= 1))
      throw new TensorError('UNet', 'value', `depth is an integer ≥ 1, got ${depth}.`);
    const weights = weightsOf(options);
    const channels = Array.from({ length: depth + 1 }, (_, level) => width * 2 ** level);
    this.down = channels.map((to, level) => twoUnits(channels[level - 1] ?? inChannels, to, weights));
    this.up = channels
      .slice(0, -1)
      .reverse()
      .map((to) => ({
        enlarge: new ConvTranspose2d({
          ...weights,
          inChannels: 2 * to,
          outChannels: to,
          kernelSize: 2,
          stride: 2,
        }),
        mix: twoUnits(2 * to, to, weights),
      }));
    this.output = new Conv2d({
      ...headWeightsOf(options),
      inChannels: width,
      outChannels,
      kernelSize: 1,
    });
  }

  /** @throws TensorError `shape` if the sides are not multiples of `2^depth` */
  forward(images: Tensor): Tensor {
    this.#check(images);
    const seen: Tensor[] = [];
    let x = images;
    this.down.forEach((level, i) => {
      x = level.forward(i === 0 ? x : maxPool2d(x, 2));
      seen.push(x);
    });
    this.up.forEach(({ enlarge, mix }, i) => {
      x = mix.forward(concat([seen[this.up.length - 1 - i]!, enlarge.forward(x)], -1));
    });
    return this.output.forward(x);
  }

  #check(images: Tensor): void {
    const factor = 2 ** this.up.length;
    if (images.rank === 4 && images.shape.slice(1, 3).every((side) => side > 0 && side % factor === 0))
      return;
    throw new TensorError(
      'UNet',
      'shape',
      `takes [batch, height, width, channels] with sides that are multiples of ${factor}, got ${formatShape(images.shape)}.`,
      { shapes: [images.shape] },
    );
  }
}
