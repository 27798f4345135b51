// Convolution layers: plain, depthwise, separable, transposed.

import * as tf from '@tensorflow/tfjs';
import { transposedBorder, words } from '../functions/windows.ts';
import type { LayerCase } from './compare-layer.ts';
import { plain } from './plain.ts';

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

const transposed: LayerCase[] = words.flatMap((padding) =>
  [1, 2].flatMap((stride) =>
    [2, 3].flatMap((rank) => {
      const own = {
        inChannels: 2,
        outChannels: 3,
        kernelSize: 3,
        stride,
        ...transposedBorder(padding, stride, 3, rank),
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

/** All of them. */
export const convCases: readonly LayerCase[] = [...convs, ...depthwise, ...transposed];
