// Products of matrices.

import * as tf from '@tensorflow/tfjs';
import { broadcastShapes, sameShape } from 'cambium';
import type { Counterparts, Form } from './counterpart.ts';
import { arrangementAt } from './shapes.ts';

const turns = [0, 1, 2, 3, 4, 5];

const factors: readonly (readonly [a: readonly number[], b: readonly number[]])[] = [
  [
    [1, 1],
    [1, 1],
  ],
  [
    [3, 5],
    [5, 2],
  ],
  [
    [1, 7],
    [7, 1],
  ],
  [
    [17, 63],
    [63, 9],
  ],
  [
    [5, 1],
    [1, 5],
  ],
  [
    [2, 3, 4],
    [2, 4, 5],
  ],
  [
    [2, 3, 4],
    [1, 4, 5],
  ],
  [
    [3, 4],
    [2, 4, 5],
  ],
  [
    [2, 1, 3, 4],
    [2, 4, 3],
  ],
  [
    [0, 3],
    [3, 2],
  ],
  [
    [2, 0],
    [0, 3],
  ],
];

const matmuls: readonly Form<'matmul'>[] = [
  ...factors.flatMap(([a, b]) =>
    turns.map((turn) => ({
      inputs: [
        { shape: a, arrangement: arrangementAt(a, turn) },
        { shape: b, arrangement: arrangementAt(b, turn * 2 + 1) },
      ],
      attrs: {},
    })),
  ),
  // Enough work for threads to share.
  { inputs: [{ shape: [128, 130] }, { shape: [130, 121] }], attrs: {} },
];

const layers: readonly (readonly [x: readonly number[], out: number])[] = [
  [[3], 5],
  [[4, 3], 5],
  [[2, 5, 3], 4],
  [[1, 63], 17],
  [[0, 3], 2],
  [[64, 100], 90],
];

/** Rows times a matrix; theirs takes no more than matrices of equal rank. */
function rowsTimes(x: tf.Tensor, weight: tf.Tensor): tf.Tensor {
  const product = tf.matMul(tf.reshape(x, [-1, x.shape.at(-1)!]), weight);
  return tf.reshape(product, [...x.shape.slice(0, -1), weight.shape.at(-1)!]);
}

/** A factor with the leading dimensions of both: their own stretching is wrong, and its gradients do not fit. */
function batched(x: tf.Tensor, other: tf.Tensor): tf.Tensor {
  const batch = broadcastShapes('matmul', x.shape.slice(0, -2), other.shape.slice(0, -2));
  const shape = [...batch, ...x.shape.slice(-2)];
  return sameShape(shape, x.shape) ? x : tf.broadcastTo(x, shape);
}

/** Counterparts of products. */
export const productOps: Counterparts = {
  matmul: { theirs: ([a, b]) => tf.matMul(batched(a!, b!), batched(b!, a!)), forms: matmuls },
  linear: {
    theirs: ([x, weight, bias]) => tf.add(rowsTimes(x!, weight!), bias!),
    forms: layers.flatMap(([x, out]) =>
      [0, 1, 2].map((turn) => {
        const shapes = [x, [x.at(-1)!, out], [out]];
        return {
          inputs: shapes.map((shape, i) => ({ shape, arrangement: arrangementAt(shape, turn + 2 * i) })),
          attrs: {},
        };
      }),
    ),
  },
};
