// One step of an LSTM and of a GRU, and the gradients of the two, put together from their elementwise ops; and all steps,
// whose gradients are compared with those that TensorFlow.js takes through the steps.

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

function lstmStep(gates: tf.Tensor, cell: tf.Tensor): [hidden: tf.Tensor, cell: tf.Tensor] {
  const [i, f, g, o] = tf.split(gates, 4, 1) as [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor];
  const next = tf.add(tf.mul(tf.sigmoid(f), cell), tf.mul(tf.sigmoid(i), tf.tanh(g)));
  return [tf.mul(tf.sigmoid(o), tf.tanh(next)), next];
}

function lstm(gates: tf.Tensor, cell: tf.Tensor): tf.Tensor {
  return tf.stack(lstmStep(gates, cell));
}

function gru(inputGates: tf.Tensor, hiddenGates: tf.Tensor, hidden: tf.Tensor): tf.Tensor {
  const [inputR, inputZ, inputN] = tf.split(inputGates, 3, 1) as [tf.Tensor, tf.Tensor, tf.Tensor];
  const [hiddenR, hiddenZ, hiddenN] = tf.split(hiddenGates, 3, 1) as [tf.Tensor, tf.Tensor, tf.Tensor];
  const r = tf.sigmoid(tf.add(inputR, hiddenR));
  const z = tf.sigmoid(tf.add(inputZ, hiddenZ));
  const n = tf.tanh(tf.add(inputN, tf.mul(r, hiddenN)));
  return tf.add(tf.mul(tf.sub(1, z), n), tf.mul(z, hidden));
}

const runs: readonly (readonly [time: number, batch: number, hidden: number])[] = [
  [1, 1, 1],
  [3, 2, 3],
  [4, 5, 17],
  [2, 33, 40],
];

function runsOf<N extends 'lstm' | 'gru'>(
  shapesOf: (time: number, batch: number, hidden: number) => readonly (readonly number[])[],
): Form<N>[] {
  return runs.flatMap(([time, batch, hidden]) =>
    turns.map((turn) => ({
      inputs: shapesOf(time, batch, hidden).map((shape, i) => ({
        shape,
        arrangement: arrangementAt(shape, 2 * turn + i),
      })),
      attrs: {} as AttrsOf<N>,
      terms: 4 * time * hidden,
    })),
  );
}

/** By slices: the gradients of `unstack` and `split` throw where not every part has one. */
function stepsOf(projected: tf.Tensor): tf.Tensor[] {
  const [time, batch, width] = projected.shape as [number, number, number];
  return Array.from({ length: time }, (_, step) =>
    tf.reshape(tf.slice(projected, [step, 0, 0], [1, batch, width]), [batch, width]),
  );
}

/** Hidden states of all steps, and behind them the cells. */
function lstmRun(inputs: readonly tf.Tensor[]): tf.Tensor {
  const [projected, weight, ...initial] = inputs as [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor];
  let [hidden, cell] = initial as [tf.Tensor, tf.Tensor];
  const [hiddens, cells]: tf.Tensor[][] = [[], []];
  for (const gates of stepsOf(projected)) {
    [hidden, cell] = lstmStep(tf.add(gates, tf.matMul(hidden, weight)), cell);
    hiddens!.push(hidden);
    cells!.push(cell);
  }
  return tf.stack([tf.stack(hiddens!), tf.stack(cells!)]);
}

/** Hidden states of all steps. */
function gruRun(inputs: readonly tf.Tensor[]): tf.Tensor {
  const [projected, weight, bias, initial] = inputs as [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor];
  let hidden = initial;
  const hiddens = stepsOf(projected).map((gates) => {
    hidden = gru(gates, tf.add(tf.matMul(hidden, weight), bias), hidden);
    return hidden;
  });
  return tf.stack(hiddens);
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
  lstm: {
    theirs: lstmRun,
    forms: runsOf((time, batch, hidden) => [
      [time, batch, 4 * hidden],
      [hidden, 4 * hidden],
      [batch, hidden],
      [batch, hidden],
    ]),
  },
  gru: {
    theirs: gruRun,
    forms: runsOf((time, batch, hidden) => [
      [time, batch, 3 * hidden],
      [hidden, 3 * hidden],
      [3 * hidden],
      [batch, hidden],
    ]),
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
