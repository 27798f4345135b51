// Initializers that choose the spread by the numbers of inputs and outputs of a unit, so that values and gradients keep
// their size from layer to layer: He, Glorot, LeCun, and the family that they belong to.

import { type Tensor, TensorError, uniform } from '@cambium/tensor';
import {
  gaussian,
  type Initializer,
  randomOptions,
  truncatedNormalInit,
  type WeightSpec,
} from './initializers.ts';

/** Whether the spread goes by the inputs of a unit, by its outputs, or by the mean of both. */
export type FanMode = 'fanIn' | 'fanOut' | 'fanAvg';

/** Activations with a gain of their own. */
export type GainActivation = 'linear' | 'sigmoid' | 'tanh' | 'relu' | 'leakyRelu' | 'selu';

/**
 * What a weight is multiplied by so that the activation behind it keeps the spread: 1 for none and for sigmoid, 5/3 for
 * tanh, √2 for ReLU, `√(2 / (1 + slope²))` for a leaky one, 3/4 for SELU.
 *
 * @param slope of `leakyRelu`, 0.01 unless given
 * @example
 * ```ts
 * calculateGain('leakyRelu', 1);   // 1
 * ```
 */
export function calculateGain(activation: GainActivation, slope = 0.01): number {
  const gains = {
    linear: 1,
    sigmoid: 1,
    tanh: 5 / 3,
    relu: Math.SQRT2,
    leakyRelu: Math.sqrt(2 / (1 + slope * slope)),
    selu: 3 / 4,
  };
  const gain = gains[activation];
  if (gain !== undefined) return gain;
  const known = Object.keys(gains).join(', ');
  throw new TensorError('calculateGain', 'value', `knows ${known}, got ${String(activation)}.`);
}

/** Options of {@link varianceScaling}. */
export interface VarianceScalingOptions {
  /** Variance times the fan, default 1. */
  scale?: number;
  /** Default `'fanIn'`. */
  fanMode?: FanMode;
  /** Default `'truncatedNormal'`, which has the variance after its tails are cut. */
  distribution?: 'normal' | 'truncatedNormal' | 'uniform';
}

/** Deviation of a standard normal that is cut at ±2. */
const cutDeviation = 0.879_625_661_034_239_8;

/**
 * Weights of variance `scale / fan`: He, Glorot and LeCun are cases of it.
 *
 * @throws TensorError `value` unless `scale` is a positive number
 * @example
 * ```ts
 * const weightInit = varianceScaling({ scale: 2, fanMode: 'fanAvg', distribution: 'uniform' });
 * new Linear(4, 3, { weightInit }).weight.shape;   // [4, 3]
 * ```
 */
export function varianceScaling(options: VarianceScalingOptions = {}): Initializer {
  const { scale = 1, fanMode = 'fanIn', distribution = 'truncatedNormal' } = options;
  if (!(scale > 0 && Number.isFinite(scale)))
    throw new TensorError('varianceScaling', 'value', `scale is a number > 0, got ${scale}.`);
  return (spec) => {
    const std = Math.sqrt(scale / fanOf(spec, fanMode));
    if (distribution === 'uniform') return symmetric(spec, Math.sqrt(3) * std);
    if (distribution === 'normal') return gaussian(spec, std);
    return truncatedNormalInit({ std: std / cutDeviation })(spec);
  };
}

function fanOf({ fanIn, fanOut }: WeightSpec, mode: FanMode): number {
  const fan = { fanIn, fanOut, fanAvg: (fanIn + fanOut) / 2 }[mode];
  return Math.max(1, fan);
}

function symmetric(spec: WeightSpec, bound: number): Tensor {
  return uniform(spec.shape, { ...randomOptions(spec), low: -bound, high: bound });
}

/** Options of {@link heNormal} and {@link heUniform}. */
export interface HeOptions {
  /** `'fanIn'` (default) keeps the spread of the values on the way forward, `'fanOut'` that of the gradients back. */
  fanMode?: 'fanIn' | 'fanOut';
  /** What comes behind the weight, default `'relu'`. */
  activation?: GainActivation;
  /** Of `leakyRelu`, default 0.01. */
  slope?: number;
  /** Takes the place of the gain of the activation. */
  gain?: number;
}

function he(distribution: 'normal' | 'uniform', options: HeOptions): Initializer {
  const { fanMode = 'fanIn', activation = 'relu', slope } = options;
  const { gain = calculateGain(activation, slope) } = options;
  return varianceScaling({ scale: gain * gain, fanMode, distribution });
}

/**
 * He: normal with `σ = gain / √fan`, for ReLU `√(2 / fanIn)`. He et al. 2015; course part 3.5.
 *
 * @example
 * ```ts
 * const layer = new Linear(64, 32, { weightInit: heNormal() }); // standard deviation √(2 / 64) ≈ 0.18
 * ```
 */
export function heNormal(options: HeOptions = {}): Initializer {
  return he('normal', options);
}

/**
 * He: uniform with the bound `gain · √(3 / fan)`, for ReLU `√(6 / fanIn)`.
 *
 * @example
 * ```ts
 * const layer = new Linear(64, 32, { weightInit: heUniform({ activation: 'leakyRelu', slope: 0.2 }) }); // between ±√(6 / (1.04 · 64)) ≈ ±0.3
 * ```
 */
export function heUniform(options: HeOptions = {}): Initializer {
  return he('uniform', options);
}

/**
 * Glorot (Xavier): normal with `σ = gain · √(2 / (fanIn + fanOut))`, for tanh and sigmoid. Course part 3.5.
 *
 * @example
 * ```ts
 * const layer = new Linear(64, 32, { weightInit: glorotNormal({ gain: 5 / 3 }) }); // standard deviation 5/3 · √(2 / 96) ≈ 0.24
 * ```
 */
export function glorotNormal({ gain = 1 }: { gain?: number } = {}): Initializer {
  return varianceScaling({ scale: gain * gain, fanMode: 'fanAvg', distribution: 'normal' });
}

/**
 * Glorot (Xavier): uniform with the bound `gain · √(6 / (fanIn + fanOut))`.
 *
 * @example
 * ```ts
 * const layer = new Linear(64, 32, { weightInit: glorotUniform() }); // between ±√(6 / 96) = ±0.25
 * ```
 */
export function glorotUniform({ gain = 1 }: { gain?: number } = {}): Initializer {
  return varianceScaling({ scale: gain * gain, fanMode: 'fanAvg', distribution: 'uniform' });
}

/**
 * LeCun: normal with `σ = √(1 / fanIn)`, for SELU.
 *
 * @example
 * ```ts
 * const layer = new Linear(64, 32, { weightInit: lecunNormal() }); // standard deviation √(1 / 64) = 0.125
 * ```
 */
export function lecunNormal(): Initializer {
  return varianceScaling({ distribution: 'normal' });
}

/**
 * LeCun: uniform with the bound `√(3 / fanIn)`.
 *
 * @example
 * ```ts
 * const layer = new Linear(64, 32, { weightInit: lecunUniform() }); // between ±√(3 / 64) ≈ ±0.22
 * ```
 */
export function lecunUniform(): Initializer {
  return varianceScaling({ distribution: 'uniform' });
}

/**
 * Uniform with the bound `1 / √fanIn`: what layers use unless told otherwise, as in PyTorch.
 *
 * @example
 * ```ts
 * const layer = new Linear(64, 32, { weightInit: fanInUniform() }); // between ±√(1 / 64) = ±0.125
 * ```
 */
export function fanInUniform(): Initializer {
  return varianceScaling({ scale: 1 / 3, distribution: 'uniform' });
}
