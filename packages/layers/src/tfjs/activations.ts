// Activation functions by their Keras names.

import {
  add,
  clamp,
  elu,
  exp,
  gelu,
  leakyRelu,
  logSoftmax,
  mish,
  mul,
  relu,
  relu6,
  selu,
  sigmoid,
  silu,
  softmax,
  softplus,
  softsign,
  type Tensor,
  tanh,
} from '@cambium/tensor';
import type { LayerFunction } from '../sequential.ts';
import { type Config, isRecord } from './config.ts';
import { quote } from './error.ts';

/** `clamp(0.2 x + 0.5, 0, 1)`, as in Keras before its third version: steeper ends than our `hardSigmoid`. */
function kerasHardSigmoid(x: Tensor): Tensor {
  return clamp(add(mul(x, 0.2), 0.5), 0, 1);
}

const activations: Readonly<Record<string, LayerFunction>> = {
  elu: (x) => elu(x),
  exponential: exp,
  gelu: (x) => gelu(x),
  gelu_new: (x) => gelu(x, { approximate: 'tanh' }),
  hard_sigmoid: kerasHardSigmoid,
  leaky_relu: (x) => leakyRelu(x, 0.2),
  linear: (x) => x,
  log_softmax: (x) => logSoftmax(x),
  mish,
  relu,
  relu6,
  selu,
  sigmoid,
  silu,
  softmax: (x) => softmax(x),
  softplus: (x) => softplus(x),
  softsign,
  swish: silu,
  tanh,
};

/** Name of the activation that a field of a layer's configuration gives. */
export function activationName(config: Config, field = 'activation', fallback = 'linear'): string {
  const value = config.value(field) ?? fallback;
  const given = isRecord(value) ? (value.class_name ?? value.className) : value;
  const name =
    typeof given === 'string' ? given.replace(/([a-z])([A-Z])/g, '$1_$2').toLowerCase() : undefined;
  if (name !== undefined && Object.hasOwn(activations, name)) return name;
  return config.refuse(
    `there is no ${field} ${quote(value)}; there are ${Object.keys(activations).join(', ')}.`,
  );
}

/** The function that a field of a layer's configuration names. */
export function activationOf(config: Config, field = 'activation', fallback = 'linear'): LayerFunction {
  return activations[activationName(config, field, fallback)]!;
}

/** As {@link activationOf}, with `null` for the one that does nothing. */
export function optionalActivation(config: Config): LayerFunction | null {
  return activationName(config) === 'linear' ? null : activationOf(config);
}
