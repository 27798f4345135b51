// Every layer that both libraries have, with its options.

import * as tf from '@tensorflow/tfjs';
import type { JsonValue } from 'cambium';
import type { GradientFault } from '../compare/comparison.ts';
import type { InputSpec } from '../compare/inputs.ts';
import { arrangementAt } from '../ops/shapes.ts';
import type { LayerCase } from './compare-layer.ts';

type Options = { readonly [name: string]: JsonValue };

/** The same input dense and as a view. */
function inputs(shape: readonly number[], turn: number): InputSpec {
  return { shape, arrangement: turn === 0 ? 'dense' : arrangementAt(shape, turn + 1), range: [-2, 2] };
}

const turns = [0, 1];
const words = ['same', 'valid'] as const;

function plain(
  layer: LayerCase['ours']['layer'],
  shape: readonly number[],
  args: LayerCase['ours']['args'],
  theirs: LayerCase['theirs'],
  rest: Partial<LayerCase> = {},
): LayerCase[] {
  return turns.map((turn) => ({
    ours: { layer, ...(args === undefined ? {} : { args }) },
    inputs: [inputs(shape, turn)],
    theirs,
    like: 'sum',
    ...rest,
  }));
}

const dense: LayerCase[] = [
  [4, 3],
  [2, 5, 3],
].flatMap((shape) =>
  [true, false].flatMap((bias) =>
    plain('Linear', shape, [3, 4, { bias }], () => tf.layers.dense({ units: 4, useBias: bias }), {
      like: 'linear',
    }),
  ),
);

interface ConvGeometry {
  readonly padding: 'same' | 'valid';
  readonly stride: number;
  readonly dilation: number;
  readonly bias: boolean;
}

const convolutions: readonly ConvGeometry[] = words.flatMap((padding) => [
  { padding, stride: 1, dilation: 1, bias: true },
  { padding, stride: 2, dilation: 1, bias: true },
  { padding, stride: 1, dilation: 2, bias: false },
]);

const convs: LayerCase[] = convolutions.flatMap(({ padding, stride, dilation, bias }) => {
  const own = { inChannels: 2, outChannels: 3, kernelSize: 3, padding, stride, dilation, bias };
  const theirs = { filters: 3, kernelSize: 3, padding, strides: stride, useBias: bias };
  const like = { like: 'conv' } as const;
  // Theirs has dilation over volumes in its arguments alone.
  const volumes =
    dilation === 1
      ? plain('Conv3d', [1, 5, 4, 6, 2], [own], () => tf.layers.conv3d({ ...theirs, kernelSize: 3 }), like)
      : [];
  return [
    ...plain('Conv1d', [2, 9, 2], [own], () => tf.layers.conv1d({ ...theirs, dilationRate: dilation }), like),
    ...plain(
      'Conv2d',
      [2, 7, 6, 2],
      [own],
      () => tf.layers.conv2d({ ...theirs, dilationRate: dilation }),
      like,
    ),
    ...volumes,
  ];
});

const depthwise: LayerCase[] = words.flatMap((padding) =>
  [1, 2].flatMap((stride) => {
    const own = { inChannels: 2, kernelSize: 3, multiplier: 2, padding, stride };
    const theirs = { kernelSize: 3, depthMultiplier: 2, padding, strides: stride };
    return [
      ...plain('DepthwiseConv2d', [2, 7, 6, 2], [own], () => tf.layers.depthwiseConv2d(theirs), {
        like: 'conv',
      }),
      ...plain(
        'SeparableConv2d',
        [2, 7, 6, 2],
        [{ ...own, outChannels: 3 }],
        () => tf.layers.separableConv2d({ ...theirs, filters: 3 }),
        { like: 'conv' },
      ),
    ];
  }),
);

/** Their `same` is a border that makes `length · stride`. */
function transposedPadding(padding: 'same' | 'valid', stride: number, rank: number): Options {
  if (padding === 'valid') return {};
  const total = Math.max(0, 3 - stride);
  const border = [Math.floor(total / 2), Math.ceil(total / 2)];
  return { padding: Array.from({ length: rank }, () => border) };
}

const transposed: LayerCase[] = words.flatMap((padding) =>
  [1, 2].flatMap((stride) =>
    [2, 3].flatMap((rank) => {
      const own = {
        inChannels: 2,
        outChannels: 3,
        kernelSize: 3,
        stride,
        ...transposedPadding(padding, stride, rank),
      };
      const theirs = { filters: 3, kernelSize: 3, padding, strides: stride };
      return rank === 2
        ? plain('ConvTranspose2d', [2, 4, 3, 2], [own], () => tf.layers.conv2dTranspose(theirs), {
            like: 'conv',
          })
        : plain('ConvTranspose3d', [1, 3, 4, 2, 2], [own], () => tf.layers.conv3dTranspose(theirs), {
            like: 'conv',
          });
    }),
  ),
);

const wholeWindow: GradientFault = {
  reason: 'the gradient divides by the whole window at the border, the average does not',
};

const pools: LayerCase[] = words.flatMap((padding) =>
  [2, 3].flatMap((size) =>
    [1, 2].flatMap((stride) => {
      const own = { padding, stride };
      const average = { ...own, countPadding: false };
      const theirs = { poolSize: size, strides: stride, padding };
      const like = { like: 'avgPool' } as const;
      const averaged = padding === 'same' ? { ...like, gradientFault: wholeWindow } : like;
      return [
        ...plain('MaxPool1d', [2, 9, 3], [size, own], () => tf.layers.maxPooling1d(theirs), like),
        ...plain('MaxPool2d', [2, 7, 6, 3], [size, own], () => tf.layers.maxPooling2d(theirs), like),
        ...plain('MaxPool3d', [1, 5, 4, 6, 2], [size, own], () => tf.layers.maxPooling3d(theirs), like),
        ...plain('AvgPool1d', [2, 9, 3], [size, average], () => tf.layers.averagePooling1d(theirs), averaged),
        ...plain(
          'AvgPool2d',
          [2, 7, 6, 3],
          [size, average],
          () => tf.layers.averagePooling2d(theirs),
          averaged,
        ),
        ...plain(
          'AvgPool3d',
          [1, 5, 4, 6, 2],
          [size, average],
          () => tf.layers.averagePooling3d(theirs),
          averaged,
        ),
      ];
    }),
  ),
);

const globals: LayerCase[] = [
  ...plain('GlobalAvgPool', [2, 7, 3], [], () => tf.layers.globalAveragePooling1d({})),
  ...plain('GlobalAvgPool', [2, 5, 4, 3], [], () => tf.layers.globalAveragePooling2d({})),
  ...plain('GlobalMaxPool', [2, 7, 3], [], () => tf.layers.globalMaxPooling1d({})),
  ...plain('GlobalMaxPool', [2, 5, 4, 3], [], () => tf.layers.globalMaxPooling2d({})),
];

const norms: LayerCase[] = [
  [6, 3],
  [2, 4, 3, 3],
].flatMap((shape) =>
  [1e-5, 1e-2].flatMap((epsilon) => [
    ...[{}, { isTraining: true as const }].flatMap((mode) =>
      plain('BatchNorm', shape, [3, { epsilon }], () => tf.layers.batchNormalization({ epsilon }), {
        like: 'batchNorm',
        weights: { runningVariance: { range: [0.5, 2] } },
        ...mode,
      }),
    ),
    ...plain('LayerNorm', shape, [3, { epsilon }], () => tf.layers.layerNormalization({ epsilon }), {
      like: 'layerNorm',
    }),
  ]),
);

const embeddings: LayerCase[] = [[4], [2, 3]].map((shape) => ({
  ours: { layer: 'Embedding', args: [6, 3, {}] },
  inputs: [{ shape, dtype: 'int32', range: [0, 6] }],
  theirs: () => tf.layers.embedding({ inputDim: 6, outputDim: 3 }),
  like: 'gather',
}));

const borders: LayerCase[] = [
  ...plain(
    'Pad',
    [2, 3, 4, 2],
    [
      [
        [1, 2],
        [0, 3],
      ],
    ],
    () =>
      tf.layers.zeroPadding2d({
        padding: [
          [1, 2],
          [0, 3],
        ],
      }),
  ),
  ...plain('Pad', [2, 3, 4, 2], [1], () => tf.layers.zeroPadding2d({ padding: 1 })),
  ...plain(
    'Crop',
    [2, 6, 7, 2],
    [
      [
        [1, 2],
        [0, 3],
      ],
    ],
    () =>
      tf.layers.cropping2D({
        cropping: [
          [1, 2],
          [0, 3],
        ],
      }),
  ),
  ...plain('Crop', [2, 6, 7, 2], [1], () =>
    tf.layers.cropping2D({
      cropping: [
        [1, 1],
        [1, 1],
      ],
    }),
  ),
];

const corners = {
  reason: 'the layer knows no half-pixel centres, which Keras has had since TensorFlow 2',
};
const firstImage: GradientFault = {
  reason: 'the gradient looks for all images of a batch in the wrong places but the first',
};

function centred(x: tf.Tensor4D, factor: number): tf.Tensor {
  const [, height, width] = x.shape;
  return tf.image.resizeBilinear(x, [height * factor, width * factor], false, true);
}

const enlargements: LayerCase[] = [2, 3].flatMap((factor) => [
  ...plain('UpSampling', [1, 3, 4, 2], [factor, {}], () =>
    tf.layers.upSampling2d({ size: [factor, factor] }),
  ),
  ...plain(
    'UpSampling',
    [2, 3, 4, 2],
    [factor, {}],
    () => tf.layers.upSampling2d({ size: [factor, factor] }),
    {
      gradientFault: firstImage,
    },
  ),
  ...plain(
    'UpSampling',
    [2, 3, 4, 2],
    [factor, { mode: 'bilinear' }],
    () => tf.layers.upSampling2d({ size: [factor, factor], interpolation: 'bilinear' }),
    {
      fault: { ...corners, instead: ([x]) => centred(x as tf.Tensor4D, factor) },
      gradientFault: corners,
    },
  ),
]);

/** Layers that do something in training alone pass everything in evaluation. */
const still: LayerCase[] = [
  ...plain('Dropout', [4, 5], [0.4], () => tf.layers.dropout({ rate: 0.4 })),
  ...plain('SpatialDropout', [2, 4, 5], [0.4], () => tf.layers.spatialDropout1d({ rate: 0.4 })),
  ...plain('GaussianDropout', [4, 5], [0.4], () => tf.layers.gaussianDropout({ rate: 0.4 })),
  ...plain('AlphaDropout', [4, 5], [0.4], () => tf.layers.alphaDropout({ rate: 0.4 })),
];

const others: LayerCase[] = [
  ...plain('Flatten', [2, 3, 4, 2], [], () => tf.layers.flatten()),
  ...plain('PReLU', [4, 3], [{ features: 3 }], () => tf.layers.prelu()),
  ...plain('PReLU', [2, 5, 3], [{ features: 3 }], () => tf.layers.prelu({ sharedAxes: [1] }), {
    toTheirs: ({ slope }) => [tf.reshape(slope!, [1, 3])],
  }),
  ...plain(
    'Sequential',
    [4, 3],
    [
      { layer: 'Linear', args: [3, 5, {}] },
      { layer: 'PReLU', args: [{ features: 5 }] },
      { layer: 'Linear', args: [5, 2, {}] },
    ],
    () => {
      const layers = [
        tf.layers.dense({ units: 5, inputShape: [3] }),
        tf.layers.prelu(),
        tf.layers.dense({ units: 2 }),
      ];
      return tf.sequential({ layers }) as tf.layers.Layer;
    },
    { like: 'linear' },
  ),
  ...plain(
    'TimeDistributed',
    [2, 5, 3],
    [{ layer: 'Linear', args: [3, 4, {}] }],
    () => tf.layers.timeDistributed({ layer: tf.layers.dense({ units: 4 }) }),
    { like: 'linear' },
  ),
];

/** Every layer without a state. */
export const layerCases: readonly LayerCase[] = [
  ...dense,
  ...convs,
  ...depthwise,
  ...transposed,
  ...pools,
  ...globals,
  ...norms,
  ...embeddings,
  ...borders,
  ...enlargements,
  ...still,
  ...others,
];
