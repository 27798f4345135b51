// One step of an LSTM and of a GRU, and the gradients of the two, put together from their elementwise ops.

import * as tf from '@tensorflow/tfjs';
import type { AttrsOf } from 'cambium';
import type { GradientFault } from '../compare/comparison.ts';
import type { Counterparts, Form } from './counterpart.ts';
import { arrangementAt } from './shapes.ts';

const states: readonly (readonly [batch: number, hidden: number])[] = [
  [1, 1],
  [2, 3],
  [5, 4],
  [3, 17],
  [64, 40],
];
const turns = [0, 1, 2];

type CellOp = 'lstmCell' | 'lstmCellGrad' | 'gruCell' | 'gruCellGrad';

const constants: GradientFault = {
  reason: 'the results of sigmoid and tanh count as constants when their gradients are differentiated again',
};

function formsOf<N extends CellOp>(
  shapesOf: (batch: number, hidden: number) => readonly (readonly number[])[],
  gradientFault?: GradientFault,
): Form<N>[] {
  return states.flatMap(([batch, hidden]) =>
    turns.map((turn) => ({
      inputs: shapesOf(batch, hidden).map((shape, i) => ({
        shape,
        arrangement: arrangementAt(shape, 2 * turn + i),
      })),
      attrs: {} as AttrsOf<N>,
      ...(gradientFault === undefined ? {} : { gradientFault }),
    })),
  );
}

function lstm(gates: tf.Tensor, cell: tf.Tensor): tf.Tensor {
  const [i, f, g, o] = tf.split(gates, 4, 1) as [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor];
  const next = tf.add(tf.mul(tf.sigmoid(f), cell), tf.mul(tf.sigmoid(i), tf.tanh(g)));
  return tf.stack([tf.mul(tf.sigmoid(o), tf.tanh(next)), next]);
}

function gru(inputGates: tf.Tensor, hiddenGates: tf.Tensor, hidden: tf.Tensor): tf.Tensor {
  const [inputR, inputZ, inputN] = tf.split(inputGates, 3, 1) as [tf.Tensor, tf.Tensor, tf.Tensor];
  const [hiddenR, hiddenZ, hiddenN] = tf.split(hiddenGates, 3, 1) as [tf.Tensor, tf.Tensor, tf.Tensor];
  const r = tf.sigmoid(tf.add(inputR, hiddenR));
  const z = tf.sigmoid(tf.add(inputZ, hiddenZ));
  const n = tf.tanh(tf.add(inputN, tf.mul(r, hiddenN)));
  return tf.add(tf.mul(tf.sub(1, z), n), tf.mul(z, hidden));
}

/** Gradients of all inputs, one behind the other. */
function joined(fn: (...inputs: tf.Tensor[]) => tf.Tensor, grad: tf.Tensor, inputs: tf.Tensor[]): tf.Tensor {
  const grads = tf.grads((...all: tf.Tensor[]) => tf.sum<tf.Scalar>(tf.mul(fn(...all), grad)))(inputs);
  return tf.concat(grads.map((each) => tf.reshape(each, [-1])));
}

/** Counterparts of recurrent steps. */
export const recurrentOps: Counterparts = {
  lstmCell: {
    theirs: ([gates, cell]) => lstm(gates!, cell!),
    forms: formsOf((batch, hidden) => [
      [batch, 4 * hidden],
      [batch, hidden],
    ]),
  },
  lstmCellGrad: {
    theirs: ([grad, ...inputs]) => joined((gates, cell) => lstm(gates!, cell!), grad!, inputs),
    forms: formsOf(
      (batch, hidden) => [
        [2, batch, hidden],
        [batch, 4 * hidden],
        [batch, hidden],
      ],
      constants,
    ),
  },
  gruCell: {
    theirs: ([inputGates, hiddenGates, hidden]) => gru(inputGates!, hiddenGates!, hidden!),
    forms: formsOf((batch, hidden) => [
      [batch, 3 * hidden],
      [batch, 3 * hidden],
      [batch, hidden],
    ]),
  },
  gruCellGrad: {
    theirs: ([grad, ...inputs]) => joined((a, b, c) => gru(a!, b!, c!), grad!, inputs),
    forms: formsOf(
      (batch, hidden) => [
        [batch, hidden],
        [batch, 3 * hidden],
        [batch, 3 * hidden],
        [batch, hidden],
      ],
      constants,
    ),
  },
};
