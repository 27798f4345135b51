// Transposed convolution layers. Weights are [...kernel, outChannels / groups, inChannels]: those of the convolution whose
// gradient they compute.

import {
  type ConvTransposeOptions,
  convTranspose1d,
  convTranspose2d,
  convTranspose3d,
  type Tensor,
} from '@cambium/tensor';
import { ConvBase, type ConvBaseOptions } from './conv-base.ts';

/** Options of the transposed convolution layers. */
export interface ConvTransposeLayerOptions
  extends ConvBaseOptions,
    Pick<ConvTransposeOptions, 'outputPadding'> {}

abstract class ConvTranspose extends ConvBase {
  readonly #outputPadding: ConvTransposeOptions['outputPadding'];

  constructor(rank: number, options: ConvTransposeLayerOptions) {
    super(rank, options, true);
    this.#outputPadding = options.outputPadding;
  }

  protected override get call(): ConvTransposeOptions {
    const outputPadding = this.#outputPadding;
    return outputPadding === undefined ? super.call : { ...super.call, outputPadding };
  }
}

/**
 * Transposed convolution of sequences `[batch, length, inChannels]`; see `convTranspose1d`.
 *
 * @example
 * ```ts
 * const layer = new ConvTranspose1d({ inChannels: 8, outChannels: 4, kernelSize: 2, stride: 2 });
 * layer.forward(zeros([1, 5, 8])).shape;   // [1, 10, 4]
 * ```
 */
export class ConvTranspose1d extends ConvTranspose {
  constructor(options: ConvTransposeLayerOptions) {
    super(1, options);
  }

  forward(x: Tensor): Tensor {
    return convTranspose1d(x, this.weight, this.call);
  }
}

/**
 * Transposed convolution of images `[batch, height, width, inChannels]`, a learned enlargement; see `convTranspose2d`.
 *
 * @see Dumoulin, Visin, "A guide to convolution arithmetic for deep learning" (2016)
 * @example
 * ```ts
 * const layer = new ConvTranspose2d({ inChannels: 8, outChannels: 3, kernelSize: 2, stride: 2 });
 * layer.forward(zeros([1, 4, 4, 8])).shape;   // [1, 8, 8, 3]
 * ```
 */
export class ConvTranspose2d extends ConvTranspose {
  constructor(options: ConvTransposeLayerOptions) {
    super(2, options);
  }

  forward(x: Tensor): Tensor {
    return convTranspose2d(x, this.weight, this.call);
  }
}

/**
 * Transposed convolution of volumes `[batch, depth, height, width, inChannels]`; see `convTranspose3d`.
 *
 * @example
 * ```ts
 * const layer = new ConvTranspose3d({ inChannels: 4, outChannels: 2, kernelSize: 2, stride: 2 });
 * layer.forward(zeros([1, 2, 2, 2, 4])).shape;   // [1, 4, 4, 4, 2]
 * ```
 */
export class ConvTranspose3d extends ConvTranspose {
  constructor(options: ConvTransposeLayerOptions) {
    super(3, options);
  }

  forward(x: Tensor): Tensor {
    return convTranspose3d(x, this.weight, this.call);
  }
}
