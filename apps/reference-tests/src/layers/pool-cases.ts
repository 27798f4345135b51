// Pooling layers: over windows, and over whole images.

import * as tf from '@tensorflow/tfjs';
import { wholeWindow, words } from '../functions/windows.ts';
import type { LayerCase } from './compare-layer.ts';
import { plain } from './plain.ts';

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

/** All of them. */
export const poolCases: readonly LayerCase[] = [...pools, ...globals];
