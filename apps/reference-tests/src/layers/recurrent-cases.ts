// Recurrent layers and their cells. Gates have another order in GRU, and the candidate another place for its reset.

import * as tf from '@tensorflow/tfjs';
import type { LayerCase } from './compare-layer.ts';

const [batch, time, inputSize, hiddenSize] = [2, 5, 3, 4];
const sizes = { inputSize, hiddenSize };
const sequences = [
  { shape: [batch, time, inputSize] },
  { shape: [batch, 1, inputSize], arrangement: 'transposed' as const },
  { shape: [batch, time, inputSize], arrangement: 'stepped' as const },
];
const sequence = { units: hiddenSize, returnSequences: true };

const rnns: LayerCase[] = sequences.flatMap((input) =>
  (['tanh', 'relu'] as const).map((nonlinearity) => ({
    ours: { layer: 'RNN', args: [{ ...sizes, nonlinearity }] },
    inputs: [input],
    call: 'outputs',
    theirs: () => tf.layers.simpleRNN({ ...sequence, activation: nonlinearity }),
    like: 'tanh',
    terms: hiddenSize * time,
  })),
);

const lstms: LayerCase[] = sequences.flatMap((input): LayerCase[] => {
  const lstm = () => tf.layers.lstm({ ...sequence, recurrentActivation: 'sigmoid' });
  const shared = { inputs: [input], call: 'outputs', like: 'lstmCell', terms: hiddenSize * time } as const;
  return [
    { ...shared, ours: { layer: 'LSTM', args: [sizes] }, theirs: lstm },
    {
      ...shared,
      ours: { layer: 'LSTM', args: [{ ...sizes, bidirectional: true }] },
      theirs: () => tf.layers.bidirectional({ layer: lstm() as tf.RNN, mergeMode: 'concat' }),
    },
    {
      ...shared,
      ours: { layer: 'RNN', args: [{ ...sizes, bidirectional: true }] },
      theirs: () =>
        tf.layers.bidirectional({ layer: tf.layers.simpleRNN(sequence) as tf.RNN, mergeMode: 'concat' }),
    },
  ];
});

/** Two layers on top of each other; theirs are a model. */
const stacks: LayerCase[] = sequences.map((input) => ({
  ours: { layer: 'LSTM', args: [{ ...sizes, numLayers: 2 }] },
  inputs: [input],
  call: 'outputs',
  theirs: () => {
    const [batchInputShape, unit] = [input.shape, { ...sequence, recurrentActivation: 'sigmoid' } as const];
    return tf.sequential({
      layers: [tf.layers.lstm({ ...unit, batchInputShape }), tf.layers.lstm(unit)],
    }) as tf.layers.Layer;
  },
  like: 'lstmCell',
  terms: hiddenSize * time,
}));

/** Gates r z n in the order z r n. */
function swapped(gates: tf.Tensor): tf.Tensor {
  const [r, z, n] = tf.split(gates, 3, -1) as [tf.Tensor, tf.Tensor, tf.Tensor];
  return tf.concat([z, r, n], -1);
}

/** Theirs resets the state before the product, ours behind it: the same where the product is with a diagonal matrix. */
function diagonal(): number[] {
  return Array.from({ length: hiddenSize * 3 * hiddenSize }, (_, place) => {
    const [row, column] = [Math.floor(place / (3 * hiddenSize)), place % (3 * hiddenSize)];
    const isCandidate = column >= 2 * hiddenSize;
    return isCandidate && column - 2 * hiddenSize !== row ? 0 : Math.fround(((place * 0.37) % 1.2) - 0.6);
  });
}

function gruWeights(prefix: string): Pick<LayerCase, 'weights' | 'withoutGradient' | 'toTheirs'> {
  const [hiddenWeight, hiddenBias] = [`${prefix}hiddenWeight`, `${prefix}hiddenBias`];
  return {
    weights: {
      [hiddenWeight]: { values: diagonal() },
      [hiddenBias]: { values: new Array<number>(3 * hiddenSize).fill(0) },
    },
    withoutGradient: [hiddenWeight, hiddenBias],
    toTheirs: (weights) =>
      ['inputWeight', 'hiddenWeight', 'bias'].map((name) => swapped(weights[`${prefix}${name}`]!)),
  };
}

const gruUnits = { recurrentActivation: 'sigmoid' } as const;

const grus: LayerCase[] = sequences.map((input) => ({
  ours: { layer: 'GRU', args: [sizes] },
  inputs: [input],
  call: 'outputs',
  theirs: () => tf.layers.gru({ ...sequence, ...gruUnits }),
  like: 'gruCell',
  terms: hiddenSize * time,
  ...gruWeights('cells.0.'),
}));

/** Steps that do not count; theirs gives the last state that does. */
const mask = { shape: [batch, time], dtype: 'bool', values: [1, 1, 0, 1, 0, 1, 0, 0, 1, 1] } as const;
const last = { inputs: [sequences[0]!, mask], call: 'masked', terms: hiddenSize * time } as const;

const masked: LayerCase[] = [
  {
    ...last,
    ours: { layer: 'RNN', args: [sizes] },
    theirs: () => tf.layers.simpleRNN({ units: hiddenSize }),
    like: 'tanh',
  },
  {
    ...last,
    ours: { layer: 'LSTM', args: [sizes] },
    theirs: () => tf.layers.lstm({ units: hiddenSize, recurrentActivation: 'sigmoid' }),
    like: 'lstmCell',
  },
  {
    ...last,
    ours: { layer: 'GRU', args: [sizes] },
    theirs: () => tf.layers.gru({ units: hiddenSize, ...gruUnits }),
    like: 'gruCell',
    ...gruWeights('cells.0.'),
  },
];

const step = { shape: [batch, inputSize] };
const state = { shape: [batch, hiddenSize] };

const cells: LayerCase[] = [
  {
    ours: { layer: 'RNNCell', args: [inputSize, hiddenSize, {}] },
    inputs: [step, state],
    call: 'state',
    theirs: () => shaped(tf.layers.simpleRNNCell({ units: hiddenSize })),
    like: 'tanh',
    terms: hiddenSize,
  },
  {
    ours: { layer: 'LSTMCell', args: [inputSize, hiddenSize, {}] },
    inputs: [step, state, state],
    call: 'state',
    theirs: () => shaped(tf.layers.lstmCell({ units: hiddenSize, recurrentActivation: 'sigmoid' })),
    like: 'lstmCell',
    terms: hiddenSize,
  },
  {
    ours: { layer: 'GRUCell', args: [inputSize, hiddenSize, {}] },
    inputs: [step, state],
    call: 'state',
    theirs: () => shaped(tf.layers.gruCell({ units: hiddenSize, ...gruUnits })),
    like: 'gruCell',
    terms: hiddenSize,
    ...gruWeights(''),
  },
];

/** A cell is built by the shape of its input alone, without that of its states. */
function shaped<L extends tf.layers.Layer>(cell: L): L {
  const build = cell.build.bind(cell);
  cell.build = (shapes) => build((shapes as tf.Shape[])[0]!);
  return cell;
}

/** Every layer with a state. */
export const recurrentCases: readonly LayerCase[] = [
  ...rnns,
  ...lstms,
  ...stacks,
  ...grus,
  ...masked,
  ...cells,
];
