// Instance normalization: each channel of each sample by itself.

import {
  batchNorm,
  instanceNorm,
  lerp,
  mean,
  mul,
  ones,
  type Parameter,
  State,
  scope,
  type Tensor,
  TensorError,
  unobserved,
  variance,
  zeros,
} from '@cambium/tensor';
import { epsilonOf, type NormLayerOptions, scaleParameter, shiftParameter } from './affine.ts';
import { Module } from './module.ts';

/** Options of {@link InstanceNorm}. */
export interface InstanceNormOptions extends NormLayerOptions {
  /** Whether evaluation uses running statistics of the training, default false. */
  tracksStatistics?: boolean;
  /** Share of the old running statistics that a step keeps, default 0.9. */
  decay?: number;
}

/**
 * Normalizes each channel of each sample `[batch, ...spatial, channels]` over its positions, then scales and shifts it.
 *
 * @see Ulyanov et al., "Instance normalization" (2016)
 * @example
 * ```ts
 * const layer = new InstanceNorm(8);
 * layer.forward(normal([4, 5, 5, 8], { mean: 3 })).shape;   // [4, 5, 5, 8]
 * ```
 */
export class InstanceNorm extends Module {
  /** Length of the last axis of the input. */
  readonly channels: number;
  /** γ, `[channels]`; `null` where the option `scale` is false. */
  readonly scale: Parameter | null;
  /** β, `[channels]`; `null` where the option `shift` is false. */
  readonly shift: Parameter | null;
  /** `[channels]`, what evaluation takes away; `null` where nothing is tracked. */
  readonly runningMean: State | null;
  /** `[channels]`, what evaluation divides by the root of; `null` where nothing is tracked. */
  readonly runningVariance: State | null;
  readonly #decay: number;
  readonly #epsilon: number;

  constructor(channels: number, options: InstanceNormOptions = {}) {
    super();
    const { decay = 0.9, tracksStatistics = false, dtype = 'float32' } = options;
    if (!(decay >= 0 && decay < 1))
      throw new TensorError('InstanceNorm', 'value', `decay is in [0, 1), got ${decay}.`);
    const state = (make: typeof zeros) => scope(() => new State(make([channels], { dtype })));
    this.channels = channels;
    this.scale = scaleParameter([channels], options);
    this.shift = shiftParameter([channels], options);
    this.runningMean = tracksStatistics ? state(zeros) : null;
    this.runningVariance = tracksStatistics ? state(ones) : null;
    this.#decay = decay;
    this.#epsilon = epsilonOf('InstanceNorm', options);
  }

  forward(x: Tensor): Tensor {
    const { channels, scale, shift, runningMean, runningVariance } = this;
    if (x.rank < 3 || x.shape.at(-1) !== channels) {
      throw new TensorError(
        'InstanceNorm',
        'shape',
        `takes [batch, ...spatial, ${channels}], got [${x.shape.join(', ')}].`,
        { shapes: [x.shape] },
      );
    }
    const options = { scale, shift, epsilon: this.#epsilon };
    if (runningMean === null || runningVariance === null) return instanceNorm(x, options);
    if (!this.isTraining) return batchNorm(x, { ...options, mean: runningMean, variance: runningVariance });
    this.#move(x, runningMean, runningVariance);
    return instanceNorm(x, options);
  }

  override toString(): string {
    return `InstanceNorm ${this.channels}`;
  }

  /** Towards the mean over the samples of their own statistics; the variance unbiased. */
  #move(x: Tensor, runningMean: State, runningVariance: State): void {
    const share = 1 - this.#decay;
    unobserved(() =>
      scope(() => {
        const positions = x.shape.slice(1, -1).map((_, i) => i + 1);
        const count = x.size / (x.shape[0]! * this.channels);
        const spread = mul(mean(variance(x, positions), 0), count / Math.max(1, count - 1));
        runningMean.assign(lerp(runningMean, mean(x, [0, ...positions]), share));
        runningVariance.assign(lerp(runningVariance, spread, share));
      }),
    );
  }
}
