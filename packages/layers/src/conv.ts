// Convolution layers over one, two and three spatial dimensions. Weights are [...kernel, inChannels / groups, outChannels].

import { type ConvOptions, conv1d, conv2d, conv3d, type Tensor } from '@cambium/tensor';
import { ConvBase, type ConvBaseOptions } from './conv-base.ts';
import { type PaddingMode, withBorder } from './conv-padding.ts';

/** Options of the convolution layers. */
export interface ConvLayerOptions extends ConvBaseOptions {
  /** What the border that `padding` asks for is filled with, default `'zeros'`. */
  paddingMode?: PaddingMode;
}

abstract class Conv extends ConvBase {
  readonly #paddingMode: PaddingMode;
  readonly #fn: typeof conv2d;

  constructor(rank: number, fn: typeof conv2d, options: ConvLayerOptions) {
    super(rank, options);
    this.#paddingMode = options.paddingMode ?? 'zeros';
    this.#fn = fn;
  }

  forward(x: Tensor): Tensor {
    if (this.#paddingMode === 'zeros') return this.#fn(x, this.weight, this.call);
    const kernel = this.weight.shape.slice(0, -2);
    const settings: ConvOptions = { ...this.call, padding: 'valid' };
    return this.#fn(withBorder(x, this.#paddingMode, kernel, this.call), this.weight, settings);
  }
}

/**
 * Convolution of sequences `[batch, length, inChannels]`; see `conv1d`.
 *
 * @example
 * ```ts
 * const layer = new Conv1d({ inChannels: 4, outChannels: 8, kernelSize: 3 });
 * layer.forward(zeros([2, 10, 4])).shape;   // [2, 8, 8]
 * ```
 */
export class Conv1d extends Conv {
  constructor(options: ConvLayerOptions) {
    super(1, conv1d, options);
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
    super(2, conv2d, options);
  }
}

/**
 * Convolution of volumes `[batch, depth, height, width, inChannels]`; see `conv3d`.
 *
 * @example
 * ```ts
 * const layer = new Conv3d({ inChannels: 1, outChannels: 2, kernelSize: 3, padding: 'same', stride: 2 });
 * layer.forward(zeros([1, 8, 8, 8, 1])).shape;   // [1, 4, 4, 4, 2]
 * ```
 */
export class Conv3d extends Conv {
  constructor(options: ConvLayerOptions) {
    super(3, conv3d, options);
  }
}
