// Convolution layers over one, two and three spatial dimensions. Weights are [...kernel, inChannels / groups, outChannels].

import { conv1d, conv2d, conv3d, type Tensor } from '@cambium/tensor';
import { ConvBase, type ConvLayerOptions } from './conv-base.ts';

/** Convolution of sequences `[batch, length, inChannels]`; see `conv1d`. */
export class Conv1d extends ConvBase {
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
export class Conv2d extends ConvBase {
  constructor(options: ConvLayerOptions) {
    super(2, options);
  }

  forward(x: Tensor): Tensor {
    return conv2d(x, this.weight, this.call);
  }
}

/** Convolution of volumes `[batch, depth, height, width, inChannels]`; see `conv3d`. */
export class Conv3d extends ConvBase {
  constructor(options: ConvLayerOptions) {
    super(3, options);
  }

  forward(x: Tensor): Tensor {
    return conv3d(x, this.weight, this.call);
  }
}
