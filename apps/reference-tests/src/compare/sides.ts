// Functions of tensors as the sides of a comparison, with the gradients that each library computes for them.

import * as tf from '@tensorflow/tfjs';
import { grad, mul, sum, type Tensor } from 'cambium';
import type { Side } from './comparison.ts';

/** A function on our side. */
export function ourFunction(value: Side<Tensor>['value']): Side<Tensor> {
  return {
    value,
    gradients: (inputs, places, weights) => {
      const loss = (sources: readonly Tensor[]) =>
        sum(mul(value(exchanged(inputs, places, sources)), weights));
      return grad(loss)(places.map((place) => inputs[place]!));
    },
  };
}

/** A function on their side. */
export function theirFunction(value: Side<tf.Tensor>['value']): Side<tf.Tensor> {
  return {
    value,
    gradients: (inputs, places, weights) => {
      const loss = (...sources: tf.Tensor[]) =>
        tf.sum<tf.Scalar>(tf.mul(value(exchanged(inputs, places, sources)), weights));
      return tf.grads(loss)(places.map((place) => inputs[place]!));
    },
  };
}

function exchanged<T>(inputs: readonly T[], places: readonly number[], sources: readonly T[]): T[] {
  return inputs.map((input, i) => {
    const source = places.indexOf(i);
    return source < 0 ? input : sources[source]!;
  });
}
