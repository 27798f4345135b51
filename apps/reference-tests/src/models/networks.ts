// The networks that are trained in both libraries, with their data.

import * as tf from '@tensorflow/tfjs';
import { HostRandom } from 'cambium';
import { integers, uniform } from './random.ts';

/** Numbers and their shape. */
interface Values<T> {
  readonly values: T;
  readonly shape: readonly number[];
}

/** What one step sees. */
export interface Batch {
  readonly x: Values<Float32Array | Int32Array>;
  readonly y: Values<Float32Array | Int32Array>;
}

/** A network and its task. */
export interface Network {
  readonly name: string;
  readonly make: () => tf.LayersModel;
  /** Number of classes, whose logits the network gives; `null` for a regression. */
  readonly classes: number | null;
  readonly batch: (step: number) => Batch;
  /** Values that the statistics of a batch normalization are of. */
  readonly normalizedOver?: number;
}

/** Number of batches, which come in turn, so that a network can learn them. */
export const batches = 4;

const { layers } = tf;
const [batchSize, classes, time] = [8, 3, 5];

function classification(x: readonly number[], indicesBelow: number | null = null): Network['batch'] {
  return (step) => {
    const random = new HostRandom(100 + (step % batches));
    const shape = [batchSize, ...x];
    const values = indicesBelow === null ? uniform(random, shape) : integers(random, shape, indicesBelow);
    return {
      x: { values, shape },
      y: { values: integers(random, [batchSize], classes), shape: [batchSize] },
    };
  };
}

function regression(x: readonly number[], outputs: number): Network['batch'] {
  return (step) => {
    const random = new HostRandom(200 + (step % batches));
    const [shape, target] = [
      [batchSize, ...x],
      [batchSize, outputs],
    ];
    return {
      x: { values: uniform(random, shape), shape },
      y: { values: uniform(random, target), shape: target },
    };
  };
}

function classifier(
  name: string,
  x: readonly number[],
  made: () => tf.layers.Layer[],
  extra: Pick<Network, 'normalizedOver'> = {},
): Network {
  const make = () => tf.sequential({ layers: [layers.inputLayer({ inputShape: [...x] }), ...made()] });
  return { name, make, classes, batch: classification(x), ...extra };
}

const image = [8, 8, 2];
const sequence = [time, 3];
const sigmoidGates = { units: 6, recurrentActivation: 'sigmoid' } as const;

/** All of them. Activations are smooth where a kink could send the two sides apart. */
export const networks: readonly Network[] = [
  {
    name: 'dense',
    make: () =>
      tf.sequential({
        layers: [
          layers.dense({ units: 16, activation: 'tanh', inputShape: [6] }),
          layers.dense({ units: 8, activation: 'sigmoid' }),
          layers.dense({ units: 2 }),
        ],
      }),
    classes: null,
    batch: regression([6], 2),
  },
  classifier('ConvNet', image, () => [
    layers.conv2d({ filters: 4, kernelSize: 3, padding: 'same', activation: 'relu' }),
    layers.maxPooling2d({ poolSize: 2 }),
    layers.conv2d({ filters: 6, kernelSize: 3, activation: 'relu' }),
    layers.flatten(),
    layers.dense({ units: classes }),
  ]),
  classifier(
    'BatchNorm net',
    image,
    () => [
      // A bias before the normalization would have a gradient of nothing but rounding errors.
      layers.conv2d({ filters: 4, kernelSize: 3, useBias: false }),
      layers.batchNormalization(),
      layers.activation({ activation: 'tanh' }),
      layers.globalAveragePooling2d({}),
      layers.dense({ units: classes }),
    ],
    { normalizedOver: batchSize * 6 * 6 },
  ),
  classifier('LSTM', sequence, () => [layers.lstm(sigmoidGates), layers.dense({ units: classes })]),
  classifier('GRU', sequence, () => [layers.gru(sigmoidGates), layers.dense({ units: classes })]),
  classifier('bidirectional LSTM', sequence, () => [
    layers.bidirectional({
      layer: layers.lstm({ ...sigmoidGates, returnSequences: true }),
      mergeMode: 'concat',
    }),
    layers.globalAveragePooling1d(),
    layers.dense({ units: classes }),
  ]),
  {
    name: 'embedding',
    make: () =>
      tf.sequential({
        layers: [
          layers.embedding({ inputDim: 9, outputDim: 5, inputLength: time }),
          layers.gru(sigmoidGates),
          layers.dense({ units: classes }),
        ],
      }),
    classes,
    batch: classification([time], 9),
  },
];
