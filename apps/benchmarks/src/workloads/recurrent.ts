// Recurrent networks over 50 steps, the last hidden state into a classifier: LSTM and GRU: our layers, the peers' cells step by step.

import { nn, numpy as np } from '@jax-js/jax';
import * as tf from '@tensorflow/tfjs';
import { crossEntropy, GRU, Linear, LSTM, Module, reshape, type Tensor, transpose } from 'cambium';
import { filled, type HostArray, oneHotLabels, uniform, weight } from '../host-array.ts';
import { cambiumTraining, onCambium } from '../peers/cambium.ts';
import { jaxCrossEntropy, jaxLinear, jaxTraining, onJax } from '../peers/jax.ts';
import { onTfjs, tfjsCrossEntropy, tfjsLinear, tfjsProduct, tfjsTraining } from '../peers/tfjs.ts';
import { lossTolerance } from '../peers/training.ts';
import type { Workload } from '../workload.ts';

const [steps, batch, features, hidden, classes] = [50, 32, 32, 128, 10];

/** One step of a cell in each library: from the share of the input, the old state and the recurrent weights. */
interface Cell {
  readonly name: string;
  readonly gates: number;
  /** Tensors that the state consists of; the first is the output. */
  readonly states: number;
  /** Whether the recurrent product has a bias of its own. */
  readonly hasRecurrentBias: boolean;
  readonly cambium: () => LSTM | GRU;
  readonly tfjs: (
    input: tf.Tensor,
    state: readonly tf.Tensor[],
    recurrent: readonly tf.Tensor[],
  ) => tf.Tensor[];
  readonly jax: (input: np.Array, state: readonly np.Array[], recurrent: readonly np.Array[]) => np.Array[];
}

/** Gates in the order input, forget, candidate, output; a recurrent bias would only double that of the input. */
const lstm: Cell = {
  name: 'train-lstm-b32',
  gates: 4,
  states: 2,
  hasRecurrentBias: false,
  cambium: () => new LSTM({ inputSize: features, hiddenSize: hidden }),
  tfjs: (input, [h, c], [recurrent]) => {
    const [i, f, g, o] = tf.split(tf.add(input, tfjsProduct(h!, recurrent!)), 4, 1);
    const cell = tf.add(tf.mul(tf.sigmoid(f!), c!), tf.mul(tf.sigmoid(i!), tf.tanh(g!)));
    return [tf.mul(tf.sigmoid(o!), tf.tanh(cell)), cell];
  },
  jax: (input, [h, c], [recurrent]) => {
    const [i, f, g, o] = np.split(input.add(np.matmul(h!, recurrent!)), 4, 1);
    const cell = nn
      .sigmoid(f!)
      .mul(c!)
      .add(nn.sigmoid(i!).mul(np.tanh(g!)));
    return [nn.sigmoid(o!).mul(np.tanh(cell.ref)), cell];
  },
};

/** Gates in the order reset, update, candidate; the reset gate acts behind the recurrent product. */
const gru: Cell = {
  name: 'train-gru-b32',
  gates: 3,
  states: 1,
  hasRecurrentBias: true,
  cambium: () => new GRU({ inputSize: features, hiddenSize: hidden }),
  tfjs: (input, [h], [recurrent, bias]) => {
    const [inputR, inputZ, inputN] = tf.split(input, 3, 1);
    const [hiddenR, hiddenZ, hiddenN] = tf.split(tfjsLinear(h!, recurrent!, bias!), 3, 1);
    const candidate = tf.tanh(tf.add(inputN!, tf.mul(tf.sigmoid(tf.add(inputR!, hiddenR!)), hiddenN!)));
    return [tf.add(candidate, tf.mul(tf.sigmoid(tf.add(inputZ!, hiddenZ!)), tf.sub(h!, candidate)))];
  },
  jax: (input, [h], [recurrent, bias]) => {
    const [inputR, inputZ, inputN] = np.split(input, 3, 1);
    const [hiddenR, hiddenZ, hiddenN] = np.split(jaxLinear(h!.ref, recurrent!, bias!), 3, 1);
    const candidate = np.tanh(inputN!.add(nn.sigmoid(inputR!.add(hiddenR!)).mul(hiddenN!)));
    return [candidate.ref.add(nn.sigmoid(inputZ!.add(hiddenZ!)).mul(h!.sub(candidate)))];
  },
};

/** All of them. */
export const recurrentWorkloads: readonly Workload[] = [lstm, gru].map(training);

function training(cell: Cell): Workload {
  const width = cell.gates * hidden;
  return {
    name: cell.name,
    flops: 3 * 2 * batch * (steps * (features + hidden) * width + hidden * classes),
    tolerance: lossTolerance,
    cannot: { 'ort-web': 'inference only' },
    prepare: () => {
      const weights = weightsOf(cell);
      // Steps in front, so that the input of a step lies in one run for every library.
      const x = uniform([steps, batch, features], 1);
      const y = oneHotLabels(batch, classes, 2);
      return {
        cambium: () => {
          const model = new Classifier(cell);
          const [sequence, labels] = [transpose(onCambium(x), [1, 0, 2]), onCambium(y)];
          return cambiumTraining(model, weights, () => crossEntropy(model.forward(sequence), labels));
        },
        tfjs: () => {
          const [sequence, labels] = [onTfjs(x), onTfjs(y)];
          return tfjsTraining(weights, (variables) =>
            tfjsCrossEntropy(labels, tfjsModel(cell, sequence, variables)),
          );
        },
        jax: () =>
          jaxTraining(weights, [onJax(x), onJax(y)], (parameters, sequence, labels) =>
            jaxCrossEntropy(labels!, jaxModel(cell, sequence!, parameters)),
          ),
      };
    },
  };
}

/** In the order in which our layers have them: of the inputs, of the hidden state, their biases, of the classifier. */
function weightsOf({ gates, hasRecurrentBias }: Cell): HostArray[] {
  const width = gates * hidden;
  return [
    weight([features, width], 10, hidden),
    weight([hidden, width], 12),
    filled([width], 0),
    ...(hasRecurrentBias ? [filled([width], 0)] : []),
    weight([hidden, classes], 11),
    filled([classes], 0),
  ];
}

/** The same weights by what they are for. */
function assigned<T>({ hasRecurrentBias }: Cell, weights: readonly T[]) {
  const [inputWeight, recurrentWeight, inputBias, ...rest] = weights as readonly [T, T, T, ...T[]];
  const [outputWeight, outputBias] = rest.slice(-2) as [T, T];
  const recurrent = hasRecurrentBias ? [recurrentWeight, rest[0]!] : [recurrentWeight];
  return { inputWeight, inputBias, recurrent, outputWeight, outputBias };
}

class Classifier extends Module {
  readonly layer: LSTM | GRU;
  readonly output = new Linear(hidden, classes);

  constructor(cell: Cell) {
    super();
    this.layer = cell.cambium();
  }

  forward(sequence: Tensor): Tensor {
    const { state } = this.layer.forward(sequence);
    return this.output.forward(reshape(state.hidden, [batch, hidden]));
  }
}

function tfjsModel(cell: Cell, sequence: tf.Tensor, weights: readonly tf.Tensor[]): tf.Tensor {
  const { inputWeight, inputBias, recurrent, outputWeight, outputBias } = assigned(cell, weights);
  const flat = tf.reshape(sequence, [steps * batch, features]);
  const inputs = tf.reshape(tfjsLinear(flat, inputWeight, inputBias), [steps, batch, -1]);
  let state: tf.Tensor[] = Array.from({ length: cell.states }, () => tf.zeros([batch, hidden]));
  for (const input of tf.unstack(inputs)) state = cell.tfjs(input, state, recurrent);
  return tfjsLinear(state[0]!, outputWeight, outputBias);
}

function jaxModel(cell: Cell, sequence: np.Array, weights: readonly np.Array[]): np.Array {
  const { inputWeight, inputBias, recurrent, outputWeight, outputBias } = assigned(cell, weights);
  const flat = sequence.reshape([steps * batch, features]);
  const inputs = jaxLinear(flat, inputWeight, inputBias).reshape([steps, batch, cell.gates * hidden]);
  let state = Array.from({ length: cell.states }, () => np.zeros([batch, hidden]));
  for (const input of np.unstack(inputs)) {
    state = cell.jax(
      input,
      state,
      recurrent.map((each) => each.ref),
    );
  }
  for (const each of [...recurrent, ...state.slice(1)]) each.dispose();
  return jaxLinear(state[0]!, outputWeight, outputBias);
}
