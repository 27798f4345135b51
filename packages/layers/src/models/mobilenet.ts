// MobileNetV2: blocks that are narrow outside and wide inside, with depthwise convolutions.

import { globalAvgPool, relu6, type Tensor } from '@cambium/tensor';
import { Dropout } from '../dropout.ts';
import { Linear } from '../linear.ts';
import { Module } from '../module.ts';
import { Residual } from '../residual.ts';
import { Sequential } from '../sequential.ts';
import type { WeightOptions } from '../weights.ts';
import { headWeightsOf, type ImageModelOptions, unit, weightsOf } from './unit.ts';

/** Options of {@link MobileNetV2}. */
export interface MobileNetV2Options extends ImageModelOptions {
  /** Multiplies the channels of all layers, default 1; they are rounded to multiples of 8. */
  widthMultiplier?: number;
  /** `'large'` (default) halves the image in the first convolution and the second stage; `'small'` does not. */
  stem?: 'large' | 'small';
  /** Share that is dropped before the classifier, default 0.2. */
  dropout?: number;
}

/** Expansion, channels, number of blocks and stride of each stage: table 2 of the paper. */
const stages = [
  [1, 16, 1, 1],
  [6, 24, 2, 2],
  [6, 32, 3, 2],
  [6, 64, 4, 2],
  [6, 96, 3, 1],
  [6, 160, 3, 2],
  [6, 320, 1, 1],
] as const;

/** The multiple of 8 that is nearest, though not more than a tenth below. */
function rounded(channels: number): number {
  const nearest = Math.max(8, Math.floor((channels + 4) / 8) * 8);
  return nearest < 0.9 * channels ? nearest + 8 : nearest;
}

/** Widens by 1×1 filters, filters each channel by itself, and narrows again; with a path around where the shape stays. */
function invertedResidual(
  from: number,
  to: number,
  stride: number,
  expansion: number,
  weights: WeightOptions,
): Sequential | Residual {
  const inner = from * expansion;
  const depthwise = unit({ from: inner, to: inner, stride, groups: inner, activation: relu6 }, weights);
  const narrow = unit({ from: inner, to, kernelSize: 1 }, weights);
  const block =
    expansion === 1
      ? new Sequential(depthwise, narrow)
      : new Sequential(
          unit({ from, to: inner, kernelSize: 1, activation: relu6 }, weights),
          depthwise,
          narrow,
        );
  return stride === 1 && from === to ? new Residual(block) : block;
}

/**
 * MobileNetV2 for images `[batch, height, width, inChannels]`; gives logits `[batch, classes]`. It has 3,504,872 parameters
 * with 1000 classes.
 *
 * @see Sandler et al., "MobileNetV2: inverted residuals and linear bottlenecks" (2018)
 * @example
 * ```ts
 * const model = new MobileNetV2({ widthMultiplier: 0.25, stem: 'small', classes: 10 });
 * model.forward(zeros([1, 16, 16, 3])).shape;   // [1, 10]
 * ```
 */
export class MobileNetV2 extends Module {
  /** Image to `[batch, height, width, channels]`. */
  readonly features: Sequential;
  /** Before the classifier. */
  readonly dropout: Dropout;
  /** Features to logits. */
  readonly classifier: Linear;

  constructor(options: MobileNetV2Options = {}) {
    super();
    const { widthMultiplier = 1, stem = 'large', inChannels = 3, classes = 1000, dropout = 0.2 } = options;
    const weights = weightsOf(options);
    const first = stem === 'large' ? 2 : 1;
    let channels = rounded(32 * widthMultiplier);
    const layers: (Sequential | Residual)[] = [
      unit({ from: inChannels, to: channels, stride: first, activation: relu6 }, weights),
    ];
    stages.forEach(([expansion, width, count, stride], stage) => {
      const to = rounded(width * widthMultiplier);
      for (let i = 0; i < count; i++) {
        const step = i > 0 ? 1 : stage === 1 ? first : stride;
        layers.push(invertedResidual(channels, to, step, expansion, weights));
        channels = to;
      }
    });
    const last = rounded(1280 * Math.max(1, widthMultiplier));
    layers.push(unit({ from: channels, to: last, kernelSize: 1, activation: relu6 }, weights));
    this.features = new Sequential(...layers);
    this.dropout = new Dropout(dropout, options);
    this.classifier = new Linear(last, classes, headWeightsOf(options));
  }

  forward(images: Tensor): Tensor {
    return this.classifier.forward(this.dropout.forward(globalAvgPool(this.features.forward(images))));
  }
}
