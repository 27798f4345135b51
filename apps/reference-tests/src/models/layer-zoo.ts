// Every layer class that our loader and TensorFlow.js both know, in small models that TensorFlow.js saves itself. What it
// cannot do is left out, and tested in packages/layers: it has no causal convolution on channels last, does not read back
// `gelu_new` and the depth multiplier of SeparableConv2D, and BatchNormalization over another axis than the last gives wrong
// numbers (the elements 1 to 8 as [1, 2, 2, 2], with means 1, 5 and variances 1, 4 of axis 1, begin with 0, -1.5 instead of
// 0, 1).

import * as tf from '@tensorflow/tfjs';
import type { ModelInput } from './import-model.ts';

/** A model that is made here. */
export interface ZooModel {
  readonly name: string;
  readonly make: () => tf.LayersModel;
  readonly inputs: readonly ModelInput[];
}

const { layers } = tf;

/** Layers one after another on an input of the shape. */
function chain(name: string, shape: readonly number[], ...made: (() => tf.layers.Layer)[]): ZooModel {
  const make = (): tf.LayersModel => {
    const input = tf.input({ shape: [...shape] });
    const output = made.reduce((x, layer) => layer().apply(x) as tf.SymbolicTensor, input);
    return tf.model({ inputs: input, outputs: output });
  };
  return { name, make, inputs: [{ shape: [2, ...shape] }] };
}

/** One layer on several inputs of the same shape. */
function merge(
  name: string,
  shape: readonly number[],
  count: number,
  layer: () => tf.layers.Layer,
): ZooModel {
  const make = (): tf.LayersModel => {
    const inputs = Array.from({ length: count }, () => tf.input({ shape: [...shape] }));
    return tf.model({ inputs, outputs: layer().apply(inputs) as tf.SymbolicTensor });
  };
  return { name, make, inputs: new Array<ModelInput>(count).fill({ shape: [2, ...shape] }) };
}

const activations = [
  'elu',
  'hardSigmoid',
  'linear',
  'relu',
  'relu6',
  'selu',
  'sigmoid',
  'softmax',
  'softplus',
  'softsign',
  'tanh',
  'swish',
  'mish',
  'gelu',
] as const;

const dense = activations.map((activation) =>
  chain(`Dense ${activation}`, [5], () => layers.dense({ units: 4, activation: activation as 'relu' })),
);

const activationLayers = [
  chain(
    'ReLU',
    [6],
    () => layers.dense({ units: 6 }),
    () => layers.reLU({ maxValue: 0.5 }),
  ),
  chain(
    'LeakyReLU',
    [6],
    () => layers.dense({ units: 6 }),
    () => layers.leakyReLU({ alpha: 0.2 }),
  ),
  chain(
    'PReLU',
    [3, 4],
    () => layers.dense({ units: 4 }),
    () => layers.prelu(),
  ),
  chain(
    'PReLU shared',
    [3, 4],
    () => layers.dense({ units: 4 }),
    () => layers.prelu({ sharedAxes: [1] }),
  ),
  chain(
    'ELU',
    [6],
    () => layers.dense({ units: 6 }),
    () => layers.elu(),
  ),
  chain('ThresholdedReLU', [6], () => layers.thresholdedReLU({ theta: 0.4 })),
  chain('Softmax', [3, 6], () => layers.softmax({ axis: -1 })),
  chain('Activation', [6], () => layers.activation({ activation: 'tanh' })),
];

const convolutions = (['valid', 'same'] as const).flatMap((padding) => [
  chain(`Conv1D ${padding}`, [9, 3], () => layers.conv1d({ filters: 4, kernelSize: 3, strides: 2, padding })),
  chain(`Conv2D ${padding}`, [9, 8, 3], () =>
    layers.conv2d({ filters: 4, kernelSize: [3, 2], strides: 2, padding, activation: 'relu' }),
  ),
  chain(`Conv2D dilated ${padding}`, [9, 8, 3], () =>
    layers.conv2d({ filters: 4, kernelSize: 3, dilationRate: 2, padding, useBias: false }),
  ),
  chain(`Conv3D ${padding}`, [5, 6, 4, 2], () => layers.conv3d({ filters: 3, kernelSize: 2, padding })),
  chain(`Conv2DTranspose ${padding}`, [4, 5, 3], () =>
    layers.conv2dTranspose({ filters: 2, kernelSize: 3, strides: 2, padding }),
  ),
  chain(`Conv2DTranspose small kernel ${padding}`, [4, 5, 3], () =>
    layers.conv2dTranspose({ filters: 2, kernelSize: 2, strides: 3, padding }),
  ),
  chain(`DepthwiseConv2D ${padding}`, [7, 8, 3], () =>
    layers.depthwiseConv2d({ kernelSize: 3, depthMultiplier: 2, strides: 2, padding }),
  ),
  chain(`SeparableConv2D ${padding}`, [7, 8, 3], () =>
    layers.separableConv2d({ filters: 4, kernelSize: 3, padding }),
  ),
  chain(`MaxPooling1D ${padding}`, [9, 3], () => layers.maxPooling1d({ poolSize: 3, strides: 2, padding })),
  chain(`AveragePooling1D ${padding}`, [9, 3], () =>
    layers.averagePooling1d({ poolSize: 3, strides: 2, padding }),
  ),
  chain(`MaxPooling2D ${padding}`, [9, 8, 3], () =>
    layers.maxPooling2d({ poolSize: [3, 2], strides: [2, 1], padding }),
  ),
  chain(`AveragePooling2D ${padding}`, [9, 8, 3], () =>
    layers.averagePooling2d({ poolSize: 3, strides: 2, padding }),
  ),
  chain(`MaxPooling3D ${padding}`, [5, 6, 4, 2], () => layers.maxPooling3d({ poolSize: 2, padding })),
  chain(`AveragePooling3D ${padding}`, [5, 6, 4, 2], () => layers.averagePooling3d({ poolSize: 2, padding })),
]);

const images = [
  chain('Conv3DTranspose', [3, 4, 2, 2], () =>
    layers.conv3dTranspose({ filters: 3, kernelSize: 2, strides: 2 }),
  ),
  chain('GlobalAveragePooling1D', [9, 3], () => layers.globalAveragePooling1d()),
  chain('GlobalMaxPooling1D', [9, 3], () => layers.globalMaxPooling1d()),
  chain('GlobalAveragePooling2D', [5, 4, 3], () => layers.globalAveragePooling2d({})),
  chain('GlobalMaxPooling2D', [5, 4, 3], () => layers.globalMaxPooling2d({})),
  chain('ZeroPadding2D', [5, 4, 3], () =>
    layers.zeroPadding2d({
      padding: [
        [1, 2],
        [0, 3],
      ],
    }),
  ),
  chain('Cropping2D', [6, 7, 3], () =>
    layers.cropping2D({
      cropping: [
        [1, 2],
        [0, 3],
      ],
    }),
  ),
  chain('UpSampling2D nearest', [3, 4, 2], () => layers.upSampling2d({ size: [2, 3] })),
  chain('UpSampling2D bilinear', [3, 4, 2], () =>
    layers.upSampling2d({ size: [2, 3], interpolation: 'bilinear' }),
  ),
  chain('Rescaling', [3, 4, 2], () => layers.rescaling({ scale: 2, offset: -1 })),
];

const shapes = [
  chain('Flatten', [3, 4, 2], () => layers.flatten()),
  chain('Reshape', [3, 4, 2], () => layers.reshape({ targetShape: [-1, 6] })),
  chain('Permute', [3, 4, 2], () => layers.permute({ dims: [3, 1, 2] })),
  chain('RepeatVector', [4], () => layers.repeatVector({ n: 3 })),
  chain('Dropout in evaluation', [4], () => layers.dropout({ rate: 0.5 })),
  chain('SpatialDropout1D in evaluation', [4, 3], () => layers.spatialDropout1d({ rate: 0.5 })),
  chain('GaussianNoise in evaluation', [4], () => layers.gaussianNoise({ stddev: 0.5 })),
  chain('GaussianDropout in evaluation', [4], () => layers.gaussianDropout({ rate: 0.5 })),
  chain('AlphaDropout in evaluation', [4], () => layers.alphaDropout({ rate: 0.5 })),
];

const normalizations = [
  chain('BatchNormalization', [5, 4, 3], () => layers.batchNormalization()),
  chain('BatchNormalization without scale', [3], () =>
    layers.batchNormalization({ scale: false, center: false }),
  ),
  chain('LayerNormalization', [5, 4], () => layers.layerNormalization()),
  chain('LayerNormalization over two axes', [5, 4], () => layers.layerNormalization({ axis: [1, 2] })),
];

const merges = [
  merge('Add', [3, 4], 3, () => layers.add()),
  merge('Multiply', [3, 4], 3, () => layers.multiply()),
  merge('Average', [3, 4], 3, () => layers.average()),
  merge('Maximum', [3, 4], 3, () => layers.maximum()),
  merge('Minimum', [3, 4], 3, () => layers.minimum()),
  merge('Concatenate', [3, 4], 3, () => layers.concatenate({ axis: 1 })),
  merge('Dot', [4], 2, () => layers.dot({ axes: -1 })),
  merge('Dot normalized', [4], 2, () => layers.dot({ axes: -1, normalize: true })),
  merge('Dot of sequences', [4, 3], 2, () => layers.dot({ axes: [2, 2] })),
];

const recurrentMakers = { SimpleRNN: layers.simpleRNN, LSTM: layers.lstm, GRU: layers.gru } as const;

const recurrent = (['SimpleRNN', 'LSTM', 'GRU'] as const).flatMap((kind) => {
  const make = recurrentMakers[kind] as (args: object) => tf.RNN;
  return [
    chain(kind, [6, 3], () => make({ units: 4 })),
    chain(`${kind} with other functions`, [6, 3], () =>
      make({ units: 4, activation: 'softsign', recurrentActivation: 'sigmoid' }),
    ),
    chain(`${kind} of Keras 2`, [6, 3], () =>
      make({ units: 4, recurrentActivation: 'sigmoid', returnSequences: true }),
    ),
    chain(`${kind} without bias`, [6, 3], () => make({ units: 4, useBias: false })),
    chain(`${kind} backwards`, [6, 3], () => make({ units: 4, goBackwards: true, returnSequences: true })),
    chain(
      `${kind} of kept steps`,
      [6, 3],
      () => layers.masking({ maskValue: 0 }),
      () => make({ units: 4, returnSequences: true }),
    ),
    ...(['concat', 'sum', 'mul', 'ave'] as const).map((mergeMode) =>
      chain(`Bidirectional ${kind} ${mergeMode}`, [6, 3], () =>
        layers.bidirectional({ layer: make({ units: 4, returnSequences: mergeMode !== 'sum' }), mergeMode }),
      ),
    ),
    returningState(kind, make),
  ];
});

function returningState(kind: string, make: (args: object) => tf.RNN): ZooModel {
  return {
    name: `${kind} that returns its state`,
    make: () => {
      const input = tf.input({ shape: [6, 3] });
      const outputs = make({ units: 4, returnState: true }).apply(input) as tf.SymbolicTensor[];
      return tf.model({ inputs: input, outputs });
    },
    inputs: [{ shape: [2, 6, 3] }],
  };
}

const wrappers: ZooModel[] = [
  chain('TimeDistributed Dense', [6, 3], () => layers.timeDistributed({ layer: layers.dense({ units: 4 }) })),
  chain('TimeDistributed Conv2D', [3, 5, 5, 2], () =>
    layers.timeDistributed({ layer: layers.conv2d({ filters: 3, kernelSize: 2 }) }),
  ),
  {
    name: 'Embedding',
    make: () => tf.sequential({ layers: [layers.embedding({ inputDim: 7, outputDim: 3, inputLength: 5 })] }),
    inputs: [{ shape: [2, 5], indicesBelow: 7 }],
  },
  {
    name: 'Embedding with a mask',
    make: () =>
      tf.sequential({
        layers: [
          layers.embedding({ inputDim: 4, outputDim: 3, inputLength: 8, maskZero: true }),
          layers.lstm({ units: 4, returnSequences: true }),
          layers.gru({ units: 3 }),
        ],
      }),
    inputs: [{ shape: [3, 8], indicesBelow: 4 }],
  },
];

const graphs: ZooModel[] = [
  {
    name: 'Sequential in Sequential',
    make: () =>
      tf.sequential({
        layers: [
          tf.sequential({ layers: [layers.dense({ units: 5, inputShape: [4] }), layers.reLU()] }),
          layers.dense({ units: 2 }),
        ],
      }),
    inputs: [{ shape: [3, 4] }],
  },
  {
    name: 'shared layer with two outputs',
    make: () => {
      const [first, second] = [tf.input({ shape: [4] }), tf.input({ shape: [4] })];
      const shared = layers.dense({ units: 4, activation: 'tanh' });
      const [a, b] = [first, second].map((input) => shared.apply(input) as tf.SymbolicTensor) as [
        tf.SymbolicTensor,
        tf.SymbolicTensor,
      ];
      const deeper = shared.apply(a) as tf.SymbolicTensor;
      const sum = layers.add().apply([deeper, b]) as tf.SymbolicTensor;
      return tf.model({ inputs: [first, second], outputs: [sum, b] });
    },
    inputs: [{ shape: [3, 4] }, { shape: [3, 4] }],
  },
  {
    name: 'model called twice in a model',
    make: () => {
      const inside = tf.input({ shape: [4] });
      const hidden = layers.dense({ units: 4, activation: 'relu' }).apply(inside) as tf.SymbolicTensor;
      const block = tf.model({
        inputs: inside,
        outputs: layers.add().apply([inside, hidden]) as tf.SymbolicTensor,
      });
      const input = tf.input({ shape: [4] });
      const twice = block.apply(block.apply(input) as tf.SymbolicTensor) as tf.SymbolicTensor;
      return tf.model({
        inputs: input,
        outputs: layers.dense({ units: 2 }).apply(twice) as tf.SymbolicTensor,
      });
    },
    inputs: [{ shape: [3, 4] }],
  },
];

/** All of them. */
export const zooModels: readonly ZooModel[] = [
  ...dense,
  ...activationLayers,
  ...convolutions,
  ...images,
  ...shapes,
  ...normalizations,
  ...merges,
  ...recurrent,
  ...wrappers,
  ...graphs,
];
