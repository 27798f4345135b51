// Batch normalization, over all axes but the last.

import {
  add,
  batchNorm,
  batchNormTraining,
  lerp,
  mul,
  ones,
  type Parameter,
  reciprocal,
  State,
  scope,
  type Tensor,
  TensorError,
  unobserved,
  zeros,
} from '@cambium/tensor';
import { epsilonOf, type NormLayerOptions, scaleParameter, shiftParameter } from './affine.ts';
import { Module } from './module.ts';

/** Options of {@link BatchNorm}. */
export interface BatchNormLayerOptions extends NormLayerOptions {
  /**
   * Share of the old running statistics that a step keeps, default 0.9; `'cumulative'` gives all batches so far the same
   * weight.
   */
  decay?: number | 'cumulative';
  /** Whether there are running statistics, default true; without them evaluation uses those of the batch, too. */
  tracksStatistics?: boolean;
}

/** Statistics that evaluation uses. */
interface Running {
  readonly mean: State; // [features]
  readonly variance: State; // [features]
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
  /** Length of the last axis of the input. */
  readonly features: number;
  /** γ, `[features]`; `null` where the option `scale` is false. */
  readonly scale: Parameter | null;
  /** β, `[features]`; `null` where the option `shift` is false. */
  readonly shift: Parameter | null;
  /** `[features]`, what evaluation takes away; `null` where nothing is tracked. */
  readonly runningMean: State | null;
  /** `[features]`, what evaluation divides by the root of; `null` where nothing is tracked. */
  readonly runningVariance: State | null;
  /** Batches seen so far, where the average is cumulative. */
  readonly batches: State | null;
  readonly #decay: number | 'cumulative';
  readonly #epsilon: number;

  constructor(features: number, options: BatchNormLayerOptions = {}) {
    super();
    const { decay = 0.9, tracksStatistics = true, dtype = 'float32' } = options;
    if (decay !== 'cumulative' && !(decay >= 0 && decay < 1))
      throw new TensorError('BatchNorm', 'value', `decay is in [0, 1) or 'cumulative', got ${decay}.`);
    const state = (make: typeof zeros) => scope(() => new State(make([features], { dtype })));
    this.features = features;
    this.scale = scaleParameter([features], options);
    this.shift = shiftParameter([features], options);
    this.runningMean = tracksStatistics ? state(zeros) : null;
    this.runningVariance = tracksStatistics ? state(ones) : null;
    this.batches =
      tracksStatistics && decay === 'cumulative' ? scope(() => new State(zeros([], { dtype }))) : null;
    this.#decay = decay;
    this.#epsilon = epsilonOf('BatchNorm', options);
  }

  forward(x: Tensor): Tensor {
    this.#checkFeatures(x);
    const options = { scale: this.scale, shift: this.shift, epsilon: this.#epsilon };
    const { runningMean: mean, runningVariance: variance } = this;
    const running = mean === null || variance === null ? null : { mean, variance };
    if (!this.isTraining && running !== null) return batchNorm(x, { ...options, ...running });
    const { output, ...batch } = batchNormTraining(x, options);
    if (this.isTraining && running !== null) this.#move(running, batch, x.size / this.features);
    return output;
  }

  override toString(): string {
    return `BatchNorm ${this.features}`;
  }

  #checkFeatures(x: Tensor): void {
    if (x.shape.at(-1) === this.features) return;
    throw new TensorError(
      'batchNorm',
      'shape',
      `last dimension of x is ${x.shape.at(-1)}, the layer has ${this.features} features.`,
      { shapes: [x.shape] },
    );
  }

  #move(running: Running, { mean, variance }: { mean: Tensor; variance: Tensor }, count: number): void {
    unobserved(() =>
      scope(() => {
        const share = this.#shareOfBatch();
        const unbiased = mul(variance, count / Math.max(1, count - 1));
        running.mean.assign(lerp(running.mean, mean, share));
        running.variance.assign(lerp(running.variance, unbiased, share));
      }),
    );
  }

  #shareOfBatch(): Tensor | number {
    if (this.#decay !== 'cumulative') return 1 - this.#decay;
    this.batches!.assign(add(this.batches!, 1));
    return reciprocal(this.batches!);
  }
}
