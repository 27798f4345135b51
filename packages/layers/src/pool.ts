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

type WindowSize = number | readonly number[];
type MaxOptions = NonNullable<Parameters<typeof maxPool2d>[2]>;
type AvgOptions = NonNullable<Parameters<typeof avgPool2d>[2]>;

abstract class Pool<Options> extends Module {
  readonly kernelSize: WindowSize;
  protected readonly options: Options;

  /** @param kernelSize one length for all spatial dimensions, or one each */
  constructor(kernelSize: WindowSize, options: Options) {
    super();
    this.kernelSize = kernelSize;
    this.options = options;
  }

  override toString(): string {
    return `${this.constructor.name} ${[this.kernelSize].flat().join('×')}`;
  }
}

/** Greatest element of each window of sequences `[batch, length, channels]`; see `maxPool1d`. */
export class MaxPool1d extends Pool<MaxOptions> {
  constructor(kernelSize: WindowSize, options: MaxOptions = {}) {
    super(kernelSize, options);
  }

  forward(x: Tensor): Tensor {
    return maxPool1d(x, this.kernelSize, this.options);
  }
}

/** Greatest element of each window of images `[batch, height, width, channels]`; see `maxPool2d`. */
export class MaxPool2d extends Pool<MaxOptions> {
  constructor(kernelSize: WindowSize, options: MaxOptions = {}) {
    super(kernelSize, options);
  }

  forward(x: Tensor): Tensor {
    return maxPool2d(x, this.kernelSize, this.options);
  }
}

/** Greatest element of each window of volumes `[batch, depth, height, width, channels]`; see `maxPool3d`. */
export class MaxPool3d extends Pool<MaxOptions> {
  constructor(kernelSize: WindowSize, options: MaxOptions = {}) {
    super(kernelSize, options);
  }

  forward(x: Tensor): Tensor {
    return maxPool3d(x, this.kernelSize, this.options);
  }
}

/** Mean of each window of sequences `[batch, length, channels]`; see `avgPool1d`. */
export class AvgPool1d extends Pool<AvgOptions> {
  constructor(kernelSize: WindowSize, options: AvgOptions = {}) {
    super(kernelSize, options);
  }

  forward(x: Tensor): Tensor {
    return avgPool1d(x, this.kernelSize, this.options);
  }
}

/** Mean of each window of images `[batch, height, width, channels]`; see `avgPool2d`. */
export class AvgPool2d extends Pool<AvgOptions> {
  constructor(kernelSize: WindowSize, options: AvgOptions = {}) {
    super(kernelSize, options);
  }

  forward(x: Tensor): Tensor {
    return avgPool2d(x, this.kernelSize, this.options);
  }
}

/** Mean of each window of volumes `[batch, depth, height, width, channels]`; see `avgPool3d`. */
export class AvgPool3d extends Pool<AvgOptions> {
  constructor(kernelSize: WindowSize, options: AvgOptions = {}) {
    super(kernelSize, options);
  }

  forward(x: Tensor): Tensor {
    return avgPool3d(x, this.kernelSize, this.options);
  }
}

/** Mean over all positions: `[batch, ...spatial, channels]` to `[batch, channels]`. */
export class GlobalAvgPool extends Module {
  forward(x: Tensor): Tensor {
    return globalAvgPool(x);
  }
}

/** Greatest element over all positions: `[batch, ...spatial, channels]` to `[batch, channels]`. */
export class GlobalMaxPool extends Module {
  forward(x: Tensor): Tensor {
    return globalMaxPool(x);
  }
}

/** `[batch, ...rest]` to `[batch, product of rest]`; see course part 1.2, where 64×64×3 becomes 12,288. */
export class Flatten extends Module {
  forward(x: Tensor): Tensor {
    return flatten(x);
  }
}
