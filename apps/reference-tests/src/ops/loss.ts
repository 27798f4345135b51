// Cross entropy from logits and labels, and its gradient.

import * as tf from '@tensorflow/tfjs';
import type { InputSpec } from '../compare/inputs.ts';
import type { Counterparts } from './counterpart.ts';
import { arrangementAt } from './shapes.ts';

const logits: readonly (readonly [rows: number, classes: number])[] = [
  [1, 1],
  [4, 3],
  [7, 10],
  [2, 33],
  [600, 90],
];
const turns = [0, 1, 2, 3];

function formsOf(withGrad: boolean) {
  return logits.flatMap(([rows, classes]) =>
    turns.map((turn) => {
      const shape = [rows, classes];
      const range = turn === 3 ? ([-60, 60] as const) : ([-2, 2] as const);
      const scores: InputSpec = { shape, range, arrangement: arrangementAt(shape, turn) };
      const labels: InputSpec = {
        shape: [rows],
        dtype: 'int32',
        range: [0, classes],
        arrangement: arrangementAt([rows], turn + 1),
      };
      return { inputs: withGrad ? [{ shape: [rows] }, scores, labels] : [scores, labels], attrs: {} };
    }),
  );
}

function crossEntropy(scores: tf.Tensor, labels: tf.Tensor): tf.Tensor {
  return tf.neg(tf.sum(tf.mul(tf.logSoftmax(scores), marks(labels, scores.shape[1]!)), 1));
}

/** A one for each label; their `oneHot` refuses a single class. */
function marks(labels: tf.Tensor, classes: number): tf.Tensor {
  return tf.cast(tf.equal(tf.expandDims(labels, 1), tf.range(0, classes, 1, 'int32')), 'float32');
}

/** Counterparts of losses in the op table. */
export const lossOps: Counterparts = {
  crossEntropy: { theirs: ([scores, labels]) => crossEntropy(scores!, labels!), forms: formsOf(false) },
  crossEntropyGrad: {
    theirs: ([grad, scores, labels]) =>
      tf.mul(tf.expandDims(grad!, 1), tf.sub(tf.softmax(scores!), marks(labels!, scores!.shape[1]!))),
    forms: formsOf(true),
  },
};
