// Convolutions and pools with their words for borders, their depthwise and transposed forms, and resizing.

import * as tf from '@tensorflow/tfjs';
import type { Comparison, GradientFault } from '../compare/comparison.ts';
import { arrangementAt } from '../ops/shapes.ts';
import { type CallForm, callsOf } from './call.ts';
import { firstImage, transposedBorder, type Word, wholeWindow, words } from './windows.ts';

function images(
  shapes: readonly (readonly number[])[],
  each: (padding: Word, stride: number) => CallForm['theirs'],
): CallForm[] {
  return words.flatMap((padding) =>
    stridesOf(shapes[0]!).flatMap((stride, turn) => [
      {
        inputs: shapes.map((shape, i) => ({ shape, arrangement: arrangementAt(shape, turn + i) })),
        after: [{ padding, stride }],
        theirs: each(padding, stride),
      },
      {
        inputs: shapes.map((shape) => ({ shape })),
        after: [{ padding, stride }],
        theirs: each(padding, stride),
      },
    ]),
  );
}

/** They let a border of volumes become negative where strides are longer than windows. */
function stridesOf(shape: readonly number[]): readonly number[] {
  return shape.length === 5 ? [1, 2] : [1, 2, 3];
}

const volumes = (x: tf.Tensor) => x as tf.Tensor5D;
const pictures = (x: tf.Tensor) => x as tf.Tensor4D;

const transposes: CallForm[] = words.flatMap((padding) =>
  [1, 2].flatMap((stride, turn) => {
    const [length, kernel] = [4, 3];
    const size = padding === 'same' ? length * stride : (length - 1) * stride + kernel;
    const shapes = [
      [2, length, length, 3],
      [kernel, kernel, 2, 3],
    ];
    return [0, 1].map((i) => ({
      inputs: shapes.map((shape, j) => ({ shape, arrangement: arrangementAt(shape, turn + i + j) })),
      after: [{ stride, ...transposedBorder(padding, stride, kernel, 2) }],
      theirs: ([x, weight]: readonly tf.Tensor[]) =>
        tf.conv2dTranspose(pictures(x!), pictures(weight!), [2, size, size, 2], stride, padding),
    }));
  }),
);

function pools(kind: 'max' | 'avg', rank: 2 | 3): CallForm[] {
  const shape = rank === 2 ? [2, 7, 6, 3] : [1, 5, 4, 6, 2];
  return words.flatMap((padding) =>
    [2, 3].flatMap((kernel) =>
      stridesOf(shape).map((stride, turn) => {
        const options = kind === 'avg' ? { padding, stride, countPadding: false } : { padding, stride };
        const pool =
          rank === 2
            ? { max: tf.maxPool, avg: tf.avgPool }[kind]
            : { max: tf.maxPool3d, avg: tf.avgPool3d }[kind];
        return {
          inputs: [{ shape, arrangement: arrangementAt(shape, turn) }],
          after: [kernel, options],
          theirs: ([x]: readonly tf.Tensor[]) =>
            (pool as typeof tf.maxPool)(x as tf.Tensor4D, kernel, stride, padding),
          ...(kind === 'avg' && padding === 'same' ? { gradientFault: wholeWindow } : {}),
        };
      }),
    ),
  );
}

const sizes: readonly (readonly [height: number, width: number])[] = [
  [3, 5],
  [8, 6],
  [4, 4],
  [7, 11],
  [1, 1],
];

const imageShapes: readonly (readonly number[])[] = [
  [2, 4, 5, 3],
  [1, 4, 5, 3],
  [2, 4, 4, 3],
];
const corners: GradientFault = { reason: 'the gradient knows no half-pixel centres' };
function resizes(mode: 'nearest' | 'bilinear', alignCorners: boolean): CallForm[] {
  return sizes.flatMap((size) =>
    imageShapes.map((_, turn) => {
      const shape = imageShapes[turn]!;
      const halfPixel = mode === 'bilinear' && !alignCorners;
      const fn = mode === 'nearest' ? tf.image.resizeNearestNeighbor : tf.image.resizeBilinear;
      return {
        inputs: [{ shape, arrangement: arrangementAt(shape, turn) }],
        after: [size, mode === 'nearest' ? { mode } : { mode, alignCorners }],
        theirs: ([x]: readonly tf.Tensor[]) => fn(pictures(x!), [...size], alignCorners, halfPixel),
        ...(mode === 'nearest' && shape[0] !== 1 ? { gradientFault: firstImage } : {}),
        ...(halfPixel ? { gradientFault: corners } : {}),
      };
    }),
  );
}

/** Comparisons of functions of images. */
export function imaging(): Comparison[] {
  return [
    callsOf(
      'conv1d',
      'conv',
      images(
        [
          [2, 9, 3],
          [3, 3, 4],
        ],
        (padding, stride) =>
          ([x, weight]) =>
            tf.conv1d(x as tf.Tensor3D, weight as tf.Tensor3D, stride, padding),
      ),
    ),
    callsOf(
      'conv2d',
      'conv',
      images(
        [
          [2, 7, 6, 3],
          [3, 2, 3, 4],
        ],
        (padding, stride) =>
          ([x, weight]) =>
            tf.conv2d(pictures(x!), pictures(weight!), stride, padding),
      ),
    ),
    callsOf(
      'conv3d',
      'conv',
      images(
        [
          [1, 5, 4, 6, 2],
          [2, 3, 2, 2, 3],
        ],
        (padding, stride) =>
          ([x, weight]) =>
            tf.conv3d(volumes(x!), volumes(weight!), stride, padding),
      ),
    ),
    callsOf(
      'depthwiseConv2d',
      'conv',
      images(
        [
          [2, 7, 6, 3],
          [3, 2, 3, 2],
        ],
        (padding, stride) =>
          ([x, weight]) =>
            tf.depthwiseConv2d(pictures(x!), pictures(weight!), stride, padding),
      ),
    ),
    callsOf(
      'separableConv2d',
      'conv',
      images(
        [
          [2, 7, 6, 3],
          [3, 2, 3, 2],
          [1, 1, 6, 4],
        ],
        (padding, stride) =>
          ([x, depthwise, pointwise]) =>
            tf.separableConv2d(pictures(x!), pictures(depthwise!), pictures(pointwise!), stride, padding),
      ),
    ),
    callsOf('convTranspose2d', 'conv', transposes),
    callsOf('maxPool2d', 'maxPool', pools('max', 2)),
    callsOf('avgPool2d', 'avgPool', pools('avg', 2)),
    callsOf('maxPool3d', 'maxPool', pools('max', 3)),
    callsOf('avgPool3d', 'avgPool', pools('avg', 3)),
    callsOf('resize', 'matmul', [
      ...resizes('nearest', false),
      ...resizes('bilinear', false),
      ...resizes('bilinear', true),
    ]),
  ].flat();
}
