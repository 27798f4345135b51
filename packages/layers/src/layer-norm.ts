// Layer normalization, and its form without mean.

import {
  formatShape,
  layerNorm,
  type Parameter,
  rmsNorm,
  sameShape,
  type Tensor,
  TensorError,
} from '@cambium/tensor';
import { epsilonOf, type NormLayerOptions, scaleParameter, shiftParameter } from './affine.ts';
import { Module } from './module.ts';

/** A normalization of each sample over its last axes. */
abstract class LastAxesNorm extends Module {
  /** Lengths of the axes that are normalized over. */
  readonly features: readonly number[];
  /** γ, `[...features]`; `null` where the option `scale` is false. */
  readonly scale: Parameter | null;
  protected readonly epsilon: number;

  constructor(features: number | readonly number[], options: NormLayerOptions) {
    super();
    this.features = typeof features === 'number' ? [features] : features;
    this.scale = scaleParameter(this.features, options);
    this.epsilon = epsilonOf(this.constructor.name, options);
  }

  override toString(): string {
    return `${this.constructor.name} ${this.features.join('×')}`;
  }

  /** The axes of x, which must have the layer's lengths. */
  protected axesOf(x: Tensor): number[] {
    const { features } = this;
    const first = x.rank - features.length;
    if (first < 0 || !sameShape(x.shape.slice(first), features)) {
      throw new TensorError(
        this.constructor.name,
        'shape',
        `x is ${formatShape(x.shape)}, the layer normalizes over its last axes ${formatShape(features)}.`,
        { shapes: [x.shape] },
      );
    }
    return features.map((_, i) => first + i);
  }
}

/**
 * Normalizes each sample over its last axes: `y = γ (x − μ) / √(σ² + ε) + β`, in training and evaluation alike.
 *
 * @see Ba, Kiros, Hinton, "Layer normalization" (2016)
 * @example
 * ```ts
 * const layer = new LayerNorm(8);
 * layer.forward(normal([2, 5, 8], { mean: 3 })).shape;   // [2, 5, 8]
 * ```
 */
export class LayerNorm extends LastAxesNorm {
  /** β, `[...features]`; `null` where the option `shift` is false. */
  readonly shift: Parameter | null;

  /** @param features length of the last axis, or of the last axes */
  constructor(features: number | readonly number[], options: NormLayerOptions = {}) {
    super(features, options);
    this.shift = shiftParameter(this.features, options);
  }

  forward(x: Tensor): Tensor {
    const { scale, shift, epsilon } = this;
    return layerNorm(x, this.axesOf(x), { scale, shift, epsilon });
  }
}

/**
 * Divides each sample by its root mean square over the last axes: `y = γ x / √(mean(x²) + ε)`.
 *
 * @see Zhang, Sennrich, "Root mean square layer normalization" (2019)
 * @example
 * ```ts
 * new RMSNorm(2, { epsilon: 0 }).forward(tensor([[3, 3]]));   // [[1, 1]]
 * ```
 */
export class RMSNorm extends LastAxesNorm {
  /** @param features length of the last axis, or of the last axes */
  constructor(features: number | readonly number[], options: Omit<NormLayerOptions, 'shift'> = {}) {
    super(features, options);
  }

  forward(x: Tensor): Tensor {
    return rmsNorm(x, this.axesOf(x), { scale: this.scale, epsilon: this.epsilon });
  }
}
