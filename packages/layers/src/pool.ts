// Pooling and flattening as layers, for use inside Sequential.

import {
  avgPool1d,
  avgPool2d,
  avgPool3d,
  flatten,
  globalAvgPool,
  globalMaxPool,
  maxPool1d,
  maxPool2d,
  maxPool3d,
  type Tensor,
} from '@cambium/tensor';
import { Module } from './module.ts';

type MaxOptions = NonNullable<Parameters<typeof maxPool2d>[2]>;
type AvgOptions = NonNullable<Parameters<typeof avgPool2d>[2]>;

abstract class Pool<Options> extends Module {
  /** One length for all spatial dimensions, or one each. */
  readonly kernelSize: number | readonly number[];
  protected readonly options: Options;

  /** @param kernelSize one length for all spatial dimensions, or one each */
  constructor(kernelSize: number | readonly number[], options: Options) {
    super();
    this.kernelSize = kernelSize;
    this.options = options;
  }

  override toString(): string {
    return `${this.constructor.name} ${[this.kernelSize].flat().join('×')}`;
  }
}

/**
 * Greatest element of each window of sequences `[batch, length, channels]`; see `maxPool1d`.
 *
 * @example
 * ```ts
 * new MaxPool1d(2).forward(tensor([[[1], [2], [3], [4]]]));   // [[[2], [4]]]
 * ```
 */
export class MaxPool1d extends Pool<MaxOptions> {
  constructor(kernelSize: number | readonly number[], options: MaxOptions = {}) {
    super(kernelSize, options);
  }

  forward(x: Tensor): Tensor {
    return maxPool1d(x, this.kernelSize, this.options);
  }
}

/**
 * Greatest element of each window of images `[batch, height, width, channels]`; see `maxPool2d`.
 *
 * @example
 * ```ts
 * new MaxPool2d(2).forward(tensor([[[[1], [2]], [[3], [4]]]]));   // [[[[4]]]]
 * new MaxPool2d(3, { stride: 2, padding: 1 }).forward(zeros([1, 8, 8, 3])).shape;   // [1, 4, 4, 3]
 * ```
 */
export class MaxPool2d extends Pool<MaxOptions> {
  constructor(kernelSize: number | readonly number[], options: MaxOptions = {}) {
    super(kernelSize, options);
  }

  forward(x: Tensor): Tensor {
    return maxPool2d(x, this.kernelSize, this.options);
  }
}

/**
 * Greatest element of each window of volumes `[batch, depth, height, width, channels]`; see `maxPool3d`.
 *
 * @example
 * ```ts
 * new MaxPool3d(2).forward(zeros([1, 4, 4, 4, 3])).shape;   // [1, 2, 2, 2, 3]
 * ```
 */
export class MaxPool3d extends Pool<MaxOptions> {
  constructor(kernelSize: number | readonly number[], options: MaxOptions = {}) {
    super(kernelSize, options);
  }

  forward(x: Tensor): Tensor {
    return maxPool3d(x, this.kernelSize, this.options);
  }
}

/**
 * Mean of each window of sequences `[batch, length, channels]`; see `avgPool1d`.
 *
 * @example
 * ```ts
 * new AvgPool1d(2).forward(tensor([[[1], [2], [3], [4]]]));   // [[[1.5], [3.5]]]
 * ```
 */
export class AvgPool1d extends Pool<AvgOptions> {
  constructor(kernelSize: number | readonly number[], options: AvgOptions = {}) {
    super(kernelSize, options);
  }

  forward(x: Tensor): Tensor {
    return avgPool1d(x, this.kernelSize, this.options);
  }
}

/**
 * Mean of each window of images `[batch, height, width, channels]`; see `avgPool2d`.
 *
 * @example
 * ```ts
 * new AvgPool2d(2).forward(tensor([[[[1], [2]], [[3], [4]]]]));   // [[[[2.5]]]]
 * new AvgPool2d(3, { stride: 2, padding: 1 }).forward(zeros([1, 8, 8, 3])).shape;   // [1, 4, 4, 3]
 * ```
 */
export class AvgPool2d extends Pool<AvgOptions> {
  constructor(kernelSize: number | readonly number[], options: AvgOptions = {}) {
    super(kernelSize, options);
  }

  forward(x: Tensor): Tensor {
    return avgPool2d(x, this.kernelSize, this.options);
  }
}

/**
 * Mean of each window of volumes `[batch, depth, height, width, channels]`; see `avgPool3d`.
 *
 * @example
 * ```ts
 * new AvgPool3d(2).forward(zeros([1, 4, 4, 4, 3])).shape;   // [1, 2, 2, 2, 3]
 * ```
 */
export class AvgPool3d extends Pool<AvgOptions> {
  constructor(kernelSize: number | readonly number[], options: AvgOptions = {}) {
    super(kernelSize, options);
  }

  forward(x: Tensor): Tensor {
    return avgPool3d(x, this.kernelSize, this.options);
  }
}

/**
 * Mean over all positions: `[batch, ...spatial, channels]` to `[batch, channels]`.
 *
 * @example
 * ```ts
 * new GlobalAvgPool().forward(tensor([[[1], [2], [6]]]));   // [[3]]
 * ```
 */
export class GlobalAvgPool extends Module {
  forward(x: Tensor): Tensor {
    return globalAvgPool(x);
  }
}

/**
 * Greatest element over all positions: `[batch, ...spatial, channels]` to `[batch, channels]`.
 *
 * @example
 * ```ts
 * new GlobalMaxPool().forward(tensor([[[1], [2], [6]]]));   // [[6]]
 * ```
 */
export class GlobalMaxPool extends Module {
  forward(x: Tensor): Tensor {
    return globalMaxPool(x);
  }
}

/**
 * `[batch, ...rest]` to `[batch, product of rest]`; see course part 1.2, where 64×64×3 becomes 12,288.
 *
 * @example
 * ```ts
 * new Flatten().forward(zeros([2, 64, 64, 3])).shape;   // [2, 12288]
 * ```
 */
export class Flatten extends Module {
  forward(x: Tensor): Tensor {
    return flatten(x);
  }
}
