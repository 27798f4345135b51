// Activations as layers.

import {
  clamp,
  elu,
  greater,
  greaterEqual,
  leakyRelu,
  mul,
  Parameter,
  prelu,
  relu,
  scope,
  softmax,
  sub,
  type Tensor,
  where,
} from '@cambium/tensor';
import { Module } from '../../module.ts';
import { activationName, activationOf } from '../activations.ts';
import { type Converter, Operation, stepwise, stepwiseFunction } from '../layer.ts';
import type { LayerWeight } from '../weight-store.ts';

/** `Activation`. */
export const activation: Converter = ({ config }) =>
  stepwise(new Operation(activationName(config), activationOf(config)));

/** `ReLU`: with a greatest value, a slope below the threshold, and the threshold. */
export const reluLayer = stepwiseFunction('ReLU', (config) => {
  const greatest = config.has('max_value') ? config.number('max_value') : Number.POSITIVE_INFINITY;
  const slope = config.number('negative_slope', 0);
  const threshold = config.number('threshold', 0);
  if (greatest === Number.POSITIVE_INFINITY && slope === 0 && threshold === 0) return relu;
  return (x) => {
    const below = slope === 0 ? 0 : mul(sub(x, threshold), slope);
    const ramp = where(greaterEqual(x, threshold), x, below);
    return greatest === Number.POSITIVE_INFINITY ? ramp : clamp(ramp, Number.NEGATIVE_INFINITY, greatest);
  };
});

/** `LeakyReLU`. */
export const leakyReluLayer = stepwiseFunction('LeakyReLU', (config) => {
  const slope = config.number('alpha', config.number('negative_slope', 0.3));
  return (x) => leakyRelu(x, slope);
});

/** `ELU`. */
export const eluLayer = stepwiseFunction('ELU', (config) => {
  const alpha = config.number('alpha', 1);
  return (x) => elu(x, alpha);
});

/** `ThresholdedReLU`: x above theta, 0 elsewhere. */
export const thresholdedRelu = stepwiseFunction('ThresholdedReLU', (config) => {
  const theta = config.number('theta', 1);
  return (x) => where(greater(x, theta), x, 0);
});

/** `Softmax`. */
export const softmaxLayer = stepwiseFunction('Softmax', (config) => {
  const value = config.value('axis');
  const axis = Array.isArray(value) && value.length === 1 ? (value[0] as unknown) : (value ?? -1);
  if (typeof axis !== 'number' || !Number.isInteger(axis))
    return config.refuse('axis is one integer: a softmax over several axes is not supported.');
  return (x) => softmax(x, axis);
});

/** A leaky ReLU with a learned slope for each element of a sample, or for those that share none of the axes. */
class ElementwisePReLU extends Module {
  readonly slope: Parameter; // as a sample, 1 where an axis is shared

  constructor(alpha: LayerWeight) {
    super();
    const spec = { shape: alpha.shape, fanIn: 1, fanOut: 1, dtype: 'float32' } as const;
    this.slope = scope(() => new Parameter(alpha.init(spec)));
  }

  forward(x: Tensor): Tensor {
    return prelu(x, this.slope);
  }

  override toString(): string {
    return `PReLU ${this.slope.shape.join('×')}`;
  }
}

/** `PReLU`. */
export const preluLayer: Converter = ({ config, weights }) => {
  const alpha = weights.takeAny('alpha');
  if (alpha === null) return config.refuse("there is no weight 'alpha' for it.");
  return stepwise(new ElementwisePReLU(alpha));
};
