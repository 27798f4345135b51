// Activations that we put together from ops.

import * as tf from '@tensorflow/tfjs';
import type { JsonValue } from 'cambium';
import type { Comparison } from '../compare/comparison.ts';
import { arrangedShapes } from '../ops/shapes.ts';
import { type CallForm, callsOf } from './call.ts';

type Unary = (x: tf.Tensor) => tf.Tensor;

function forms(theirs: Unary, after: readonly JsonValue[] = []): CallForm[] {
  return arrangedShapes.map((input) => ({
    inputs: [{ ...input, range: [-4, 4] }],
    after,
    theirs: ([x]) => theirs(x!),
  }));
}

/** An activation of their layers, which is not a function of its own. */
function named(activation: string): Unary {
  return (x) => {
    const layer = tf.layers.activation({ activation: activation as 'relu' });
    return layer.call(x, {}) as tf.Tensor;
  };
}

/** Comparisons of activations. */
export function activations(): Comparison[] {
  return [
    callsOf('relu6', 'relu', forms(tf.relu6)),
    callsOf('selu', 'elu', forms(tf.selu)),
    callsOf('silu', 'sigmoid', forms(named('swish'))),
    callsOf('gelu', 'erf', forms(named('gelu'))),
    callsOf('gelu', 'tanh', forms(named('gelu_new'), [{ approximate: 'tanh' }])),
    callsOf('mish', 'tanh', forms(named('mish'))),
    callsOf('softsign', 'div', forms(named('softsign'))),
    callsOf('logSigmoid', 'softplus', forms(tf.logSigmoid)),
    callsOf(
      'hardTanh',
      'clamp',
      forms((x) => tf.clipByValue(x, -1, 1)),
    ),
    callsOf(
      'prelu',
      'mul',
      arrangedShapes
        .filter(({ shape }) => shape.length > 1)
        .map(({ shape, arrangement = 'dense' }) => ({
          inputs: [
            { shape, arrangement, range: [-4, 4] },
            { shape: [shape.at(-1)!], range: [0.1, 0.5] },
          ],
          theirs: ([x, slope]) => tf.prelu(x!, slope!),
        })),
    ),
  ].flat();
}
