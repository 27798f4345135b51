// Every layer without a state that both libraries have, with its options.

import * as tf from '@tensorflow/tfjs';
import { firstImage } from '../functions/windows.ts';
import type { LayerCase } from './compare-layer.ts';
import { convCases } from './conv-cases.ts';
import { plain } from './plain.ts';
import { poolCases } from './pool-cases.ts';

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
  ...convCases,
  ...poolCases,
  ...norms,
  ...embeddings,
  ...borders,
  ...enlargements,
  ...still,
  ...others,
];
