// Residual networks: ResNet-18, 34, 50 and others of their kind.

import { globalAvgPool, relu, type Tensor } from '@cambium/tensor';
import { Linear } from '../linear.ts';
import { Module } from '../module.ts';
import { MaxPool2d } from '../pool.ts';
import { Residual } from '../residual.ts';
import { Sequential } from '../sequential.ts';
import type { WeightOptions } from '../weights.ts';
import { headWeightsOf, type ImageModelOptions, unit, weightsOf } from './unit.ts';

/** Options of {@link ResNet}. */
export interface ResNetOptions extends ImageModelOptions {
  /** Number of blocks in each stage; each stage but the first halves the image and doubles the channels. */
  blocks: readonly number[];
  /** `'basic'`: two 3×3 convolutions a block; `'bottleneck'`: 1×1, 3×3, 1×1 with four times the channels at the end. */
  block?: 'basic' | 'bottleneck';
  /** Channels of the first stage, default 64. */
  width?: number;
  /** `'large'` (default) begins with a 7×7 convolution and a pooling, both of stride 2; `'small'` with a 3×3 convolution. */
  stem?: 'large' | 'small';
}

/** Options of the networks of a given depth. */
export type ResNetPresetOptions = Omit<ResNetOptions, 'blocks' | 'block'>;

function blockOf(
  kind: 'basic' | 'bottleneck',
  from: number,
  width: number,
  stride: number,
  weights: WeightOptions,
): Residual {
  const to = kind === 'basic' ? width : 4 * width;
  const block =
    kind === 'basic'
      ? new Sequential(
          unit({ from, to: width, stride, activation: relu }, weights),
          unit({ from: width, to }, weights),
        )
      : new Sequential(
          unit({ from, to: width, kernelSize: 1, activation: relu }, weights),
          unit({ from: width, to: width, stride, activation: relu }, weights),
          unit({ from: width, to, kernelSize: 1 }, weights),
        );
  const shortcut = stride === 1 && from === to ? null : unit({ from, to, kernelSize: 1, stride }, weights);
  return new Residual(block, { shortcut, activation: relu });
}

/**
 * Residual network for images `[batch, height, width, inChannels]`; gives logits `[batch, classes]`.
 *
 * @see He et al., "Deep residual learning for image recognition" (2016); the stride of a bottleneck is in its 3×3
 *   convolution, as in torchvision; course part 6
 * @example
 * ```ts
 * const model = new ResNet({ blocks: [1, 1], width: 8, stem: 'small', inChannels: 1, classes: 10 });
 * model.forward(zeros([2, 8, 8, 1])).shape;   // [2, 10]
 * ```
 */
export class ResNet extends Module {
  /** What comes before the blocks. */
  readonly stem: Sequential;
  /** The residual blocks, stage by stage. */
  readonly stages: readonly Sequential[];
  /** Features to logits. */
  readonly classifier: Linear;

  constructor(options: ResNetOptions) {
    super();
    const { blocks, block = 'basic', width = 64, stem = 'large', inChannels = 3, classes = 1000 } = options;
    const weights = weightsOf(options);
    this.stem =
      stem === 'small'
        ? unit({ from: inChannels, to: width, activation: relu }, weights)
        : new Sequential(
            unit({ from: inChannels, to: width, kernelSize: 7, stride: 2, activation: relu }, weights),
            new MaxPool2d(3, { stride: 2, padding: 1 }),
          );
    let channels = width;
    this.stages = blocks.map((count, stage) => {
      const inner = width * 2 ** stage;
      const layers = Array.from({ length: count }, (_, i) => {
        const layer = blockOf(block, channels, inner, stage > 0 && i === 0 ? 2 : 1, weights);
        channels = block === 'basic' ? inner : 4 * inner;
        return layer;
      });
      return new Sequential(...layers);
    });
    this.classifier = new Linear(channels, classes, headWeightsOf(options));
  }

  forward(images: Tensor): Tensor {
    let x = this.stem.forward(images);
    for (const stage of this.stages) x = stage.forward(x);
    return this.classifier.forward(globalAvgPool(x));
  }
}

/**
 * ResNet-18: 11,689,512 parameters with 1000 classes.
 *
 * @example
 * ```ts
 * const model = resnet18({ width: 4, stem: 'small', inChannels: 1, classes: 10 });
 * model.forward(zeros([1, 16, 16, 1])).shape;   // [1, 10]
 * ```
 */
export function resnet18(options: ResNetPresetOptions = {}): ResNet {
  return new ResNet({ ...options, blocks: [2, 2, 2, 2] });
}

/**
 * ResNet-34: 21,797,672 parameters with 1000 classes; see {@link resnet18}.
 *
 * @example
 * ```ts
 * const model = resnet34({ width: 2, stem: 'small', inChannels: 1, classes: 10 });
 * model.forward(zeros([1, 16, 16, 1])).shape;   // [1, 10]
 * ```
 */
export function resnet34(options: ResNetPresetOptions = {}): ResNet {
  return new ResNet({ ...options, blocks: [3, 4, 6, 3] });
}

/**
 * ResNet-50: 25,557,032 parameters with 1000 classes; see {@link resnet18}.
 *
 * @example
 * ```ts
 * const model = resnet50({ width: 2, stem: 'small', inChannels: 1, classes: 10 });
 * model.forward(zeros([1, 16, 16, 1])).shape;   // [1, 10]
 * ```
 */
export function resnet50(options: ResNetPresetOptions = {}): ResNet {
  return new ResNet({ ...options, blocks: [3, 4, 6, 3], block: 'bottleneck' });
}
