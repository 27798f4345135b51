// Batch normalization, over all axes but the last.

import {
  batchNorm,
  batchNormTraining,
  type DType,
  lerp,
  mul,
  ones,
  Parameter,
  State,
  scope,
  type Tensor,
  TensorError,
  unobserved,
  zeros,
} from '@cambium/tensor';
import { Module } from './module.ts';

/** Options of {@link BatchNorm}. */
export interface BatchNormLayerOptions {
  /** Share of the old running statistics that a step keeps, default 0.9. */
  decay?: number;
  /** Added to the variance, default 1e-5. */
  epsilon?: number;
  /** Element type, default `float32`. */
  dtype?: DType;
}

/**
 * Normalizes each feature (the last axis) over the batch and all positions, then scales and shifts it:
 * `y = γ (x − μ) / √(σ² + ε) + β`.
 *
 * In training μ and σ² are those of the batch, and the running ones move: `running ← 0.9 · running + 0.1 · batch`
 * (the variance unbiased). In evaluation the running ones are used. A bias before this layer has no effect: leave it out.
 *
 * @see Ioffe and Szegedy, "Batch normalization" (2015); course part 4.6
 * @example
 * ```ts
 * const layer = new BatchNorm(8);
 * layer.forward(normal([4, 5, 5, 8], { mean: 3 }));   // every channel has mean 0 and variance 1
 * ```
 */
export class BatchNorm extends Module {
  readonly scale: Parameter; // γ [features]
  readonly shift: Parameter; // β [features]
  readonly runningMean: State; // [features]
  readonly runningVariance: State; // [features]
  readonly #decay: number;
  readonly #epsilon: number;

  constructor(features: number, options: BatchNormLayerOptions = {}) {
    super();
    const { decay = 0.9, epsilon = 1e-5, dtype = 'float32' } = options;
    if (!(decay >= 0 && decay < 1))
      throw new TensorError('BatchNorm', 'value', `decay is in [0, 1), got ${decay}.`);
    this.scale = scope(() => new Parameter(ones([features], { dtype })));
    this.shift = scope(() => new Parameter(zeros([features], { dtype })));
    this.runningMean = scope(() => new State(zeros([features], { dtype })));
    this.runningVariance = scope(() => new State(ones([features], { dtype })));
    this.#decay = decay;
    this.#epsilon = epsilon;
  }

  forward(x: Tensor): Tensor {
    this.#checkFeatures(x);
    const options = { scale: this.scale, shift: this.shift, epsilon: this.#epsilon };
    if (!this.isTraining)
      return batchNorm(x, { ...options, mean: this.runningMean, variance: this.runningVariance });
    const { output, ...statistics } = batchNormTraining(x, options);
    this.#moveStatistics(statistics, x.size / this.scale.size);
    return output;
  }

  override toString(): string {
    return `BatchNorm ${this.scale.size}`;
  }

  #checkFeatures(x: Tensor): void {
    const features = this.scale.size;
    if (x.shape.at(-1) === features) return;
    throw new TensorError(
      'batchNorm',
      'shape',
      `last dimension of x is ${x.shape.at(-1)}, the layer has ${features} features.`,
      { shapes: [x.shape] },
    );
  }

  #moveStatistics({ mean, variance }: { mean: Tensor; variance: Tensor }, count: number): void {
    unobserved(() =>
      scope(() => {
        const unbiased = mul(variance, count / Math.max(1, count - 1));
        this.runningMean.assign(lerp(this.runningMean, mean, 1 - this.#decay));
        this.runningVariance.assign(lerp(this.runningVariance, unbiased, 1 - this.#decay));
      }),
    );
  }
}
