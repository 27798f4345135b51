// VGG: 3×3 convolutions in blocks, and a large fully connected head.

import { adaptiveAvgPool, flatten, relu, type Tensor, TensorError } from '@cambium/tensor';
import { BatchNorm } from '../batch-norm.ts';
import { Conv2d } from '../conv.ts';
import { Dropout } from '../dropout.ts';
import { Linear } from '../linear.ts';
import { Module } from '../module.ts';
import { MaxPool2d } from '../pool.ts';
import { type Layer, type LayerFunction, Sequential } from '../sequential.ts';
import { headWeightsOf, type ImageModelOptions, weightsOf } from './unit.ts';

/** Options of {@link VGG}. */
export interface VGGOptions extends ImageModelOptions {
  /** Number of layers with weights, default 16. */
  depth?: 11 | 13 | 16 | 19;
  /** Channels of the first block, default 64; the next have 2, 4, 8 and 8 times as many. */
  width?: number;
  /** Width of the two hidden layers of the head, default 4096. */
  hiddenSize?: number;
  /** Length of the feature map in front of the head, default 7. */
  pooledSize?: number;
  /** Whether each convolution is normalized, default false (as in the paper). */
  batchNorm?: boolean;
  /** Share that is dropped in the head, default 0.5. */
  dropout?: number;
}

/** Convolutions in each of the five blocks. */
const depths = { 11: [1, 1, 2, 2, 2], 13: [2, 2, 2, 2, 2], 16: [2, 2, 3, 3, 3], 19: [2, 2, 4, 4, 4] };

/**
 * VGG network for images `[batch, height, width, inChannels]`, 32 pixels or more a side; gives logits `[batch, classes]`.
 * VGG-16 with 1000 classes has 138,357,544 parameters.
 *
 * @see Simonyan and Zisserman, "Very deep convolutional networks for large-scale image recognition" (2015)
 * @example
 * ```ts
 * const model = new VGG({ depth: 11, width: 4, hiddenSize: 16, pooledSize: 1, classes: 10 });
 * model.forward(zeros([1, 32, 32, 3])).shape;   // [1, 10]
 * ```
 */
export class VGG extends Module {
  /** Convolutions and poolings. */
  readonly features: Sequential;
  /** Dense layers, features to logits. */
  readonly head: Sequential;
  readonly #pooledSize: number;

  constructor(options: VGGOptions = {}) {
    super();
    const { depth = 16, width = 64, hiddenSize = 4096, pooledSize = 7 } = options;
    const { inChannels = 3, classes = 1000, dropout = 0.5 } = options;
    const blocks = depths[depth];
    if (blocks === undefined)
      throw new TensorError('VGG', 'value', `depth is 11, 13, 16 or 19, got ${String(depth)}.`);
    const weights = weightsOf(options);
    const layers: (Layer | LayerFunction)[] = [];
    let channels = inChannels;
    blocks.forEach((count, block) => {
      const to = width * Math.min(8, 2 ** block);
      for (let i = 0; i < count; i++) {
        const conv = { ...weights, inChannels: channels, outChannels: to, kernelSize: 3, padding: 1 };
        layers.push(new Conv2d(conv));
        if (options.batchNorm === true) layers.push(new BatchNorm(to, { dtype: weights.dtype ?? 'float32' }));
        layers.push(relu);
        channels = to;
      }
      layers.push(new MaxPool2d(2));
    });
    this.features = new Sequential(...layers);
    this.head = new Sequential(
      new Linear(channels * pooledSize * pooledSize, hiddenSize, weights),
      relu,
      new Dropout(dropout, options),
      new Linear(hiddenSize, hiddenSize, weights),
      relu,
      new Dropout(dropout, options),
      new Linear(hiddenSize, classes, headWeightsOf(options)),
    );
    this.#pooledSize = pooledSize;
  }

  forward(images: Tensor): Tensor {
    return this.head.forward(flatten(adaptiveAvgPool(this.features.forward(images), this.#pooledSize)));
  }
}
