// How layers make their weights and biases.

import { type DType, type Generator, Parameter, scope, TensorError } from '@cambium/tensor';
import type { Initializer } from './initializers.ts';
import { fanInUniform } from './variance-scaling.ts';

/** Options that all layers with weights share. */
export interface WeightOptions {
  /** Whether a bias is added (default true). */
  bias?: boolean;
  /** How weights begin; default uniform within `1/√fanIn`. */
  weightInit?: Initializer;
  /** How biases begin; default as the weights. */
  biasInit?: Initializer;
  /** Element type of the weights, default `float32`. */
  dtype?: DType;
  /** Source of the initial values; the default generator unless given. */
  generator?: Generator;
}

/** Numbers of inputs and outputs of a unit. */
export interface Fans {
  readonly fanIn: number;
  readonly fanOut: number;
}

/** The weight of a layer, as its options say. */
export function weightParameter(shape: readonly number[], fans: Fans, options: WeightOptions): Parameter {
  return initialized(shape, fans, options.weightInit ?? fanInUniform(), options);
}

/** The bias of a layer, or `null` where its options leave it out. */
export function biasParameter(
  shape: readonly number[],
  fans: Fans,
  options: WeightOptions,
): Parameter | null {
  return options.bias === false
    ? null
    : initialized(shape, fans, options.biasInit ?? fanInUniform(), options);
}

function initialized(
  shape: readonly number[],
  fans: Fans,
  init: Initializer,
  options: WeightOptions,
): Parameter {
  if (shape.some((length) => !Number.isInteger(length) || length < 1)) {
    throw new TensorError(
      'layer',
      'value',
      `cannot make a weight of shape [${shape.join(', ')}]: sizes are integers ≥ 1.`,
    );
  }
  const { dtype = 'float32', generator } = options;
  return scope(
    () => new Parameter(init({ shape, ...fans, dtype, ...(generator === undefined ? {} : { generator }) })),
  );
}
