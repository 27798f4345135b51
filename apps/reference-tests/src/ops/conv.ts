// Convolution and its two gradients, in one to three dimensions: strides, borders, spacing, groups.

import * as tf from '@tensorflow/tfjs';
import { type AttrsOf, opRecord, sizeOf } from 'cambium';
import type { Counterparts, Form } from './counterpart.ts';
import { arrangementAt } from './shapes.ts';
import { asBefore, asImage, bordersOf, dilated, perAxis, withBorder } from './spatial.ts';

type ConvAttrs = AttrsOf<'conv'>;
type ConvOp = 'conv' | 'convInputGrad' | 'convWeightGrad';

/** One convolution, and what differs from stride 1, no border, no spacing, one group. */
interface Geometry {
  readonly x: readonly number[];
  readonly weight: readonly number[];
  readonly strides?: readonly number[];
  /** Before and after, axis by axis. */
  readonly pads?: readonly number[];
  readonly dilation?: readonly number[];
  readonly groups?: number;
}

const geometries: readonly Geometry[] = [
  { x: [2, 7, 3], weight: [3, 3, 4] },
  { x: [1, 17, 1], weight: [5, 1, 2], strides: [2], pads: [2, 1] },
  { x: [2, 9, 4], weight: [3, 2, 6], groups: 2, dilation: [2], pads: [1, 3] },
  { x: [1, 1, 1], weight: [1, 1, 1] },
  { x: [1, 5, 5, 1], weight: [3, 3, 1, 2] },
  { x: [2, 7, 6, 3], weight: [3, 2, 3, 4], pads: [1, 1, 0, 1] },
  { x: [2, 7, 6, 3], weight: [3, 3, 3, 2], strides: [2, 2], pads: [1, 1, 0, 1] },
  { x: [1, 9, 9, 2], weight: [5, 5, 2, 3], strides: [2, 2] },
  { x: [2, 8, 7, 3], weight: [3, 2, 3, 5], strides: [1, 2], pads: [1, 1, 0, 1] },
  { x: [2, 6, 6, 4], weight: [1, 1, 4, 17] },
  { x: [1, 4, 4, 2], weight: [1, 1, 2, 5], strides: [2, 2] },
  { x: [1, 8, 8, 2], weight: [3, 3, 2, 2], dilation: [2, 2] },
  { x: [1, 9, 9, 2], weight: [3, 3, 2, 3], strides: [3, 2], dilation: [2, 3], pads: [2, 0, 3, 3] },
  { x: [2, 6, 5, 6], weight: [3, 3, 2, 9], groups: 3, pads: [1, 1, 1, 1] },
  { x: [1, 7, 7, 5], weight: [3, 3, 1, 5], groups: 5, pads: [1, 1, 1, 1] },
  { x: [2, 7, 6, 3], weight: [3, 3, 1, 6], groups: 3, strides: [2, 2], dilation: [1, 2], pads: [0, 1, 2, 2] },
  { x: [3, 12, 11, 1], weight: [5, 5, 1, 6], pads: [2, 2, 2, 2] },
  { x: [1, 3, 3, 1], weight: [3, 3, 1, 3], pads: [4, 4, 0, 5] },
  { x: [1, 4, 5, 4, 2], weight: [2, 3, 2, 2, 3], pads: [0, 1, 1, 1, 1, 0] },
  { x: [1, 5, 5, 5, 1], weight: [3, 3, 3, 1, 2], strides: [2, 2, 2] },
  {
    x: [1, 5, 6, 5, 4],
    weight: [3, 3, 3, 2, 4],
    groups: 2,
    strides: [2, 1, 2],
    dilation: [1, 2, 1],
    pads: [1, 1, 2, 2, 1, 1],
  },
  // Enough work for threads to share.
  { x: [1, 24, 24, 8], weight: [3, 3, 8, 16], pads: [1, 1, 1, 1] },
];

function attrsOf({ x, strides, pads, dilation, groups = 1 }: Geometry): ConvAttrs {
  const spatial = x.slice(1, -1);
  return {
    strides: strides ?? spatial.map(() => 1),
    padding: bordersOf(spatial.length, pads),
    dilation: dilation ?? spatial.map(() => 1),
    groups,
  };
}

/** The call of one of the three ops that tie the same three tensors together. */
function formsOf<N extends ConvOp>(op: N): Form<N>[] {
  return geometries.flatMap((geometry) => {
    const { x, weight } = geometry;
    const attrs = attrsOf(geometry);
    const float = (shape: readonly number[]) => ({ shape, dtype: 'float32' as const });
    const y = opRecord('conv').infer([float(x), float(weight)], attrs, 'conv')[0]!.shape;
    const [shapes, own] = {
      conv: [[x, weight], {}],
      convInputGrad: [[y, weight], { inputShape: x.slice(1, -1) }],
      convWeightGrad: [[x, y], { kernelShape: weight.slice(0, -2) }],
    }[op] as [(readonly number[])[], object];
    const terms = Math.max(sizeOf(weight), sizeOf(y)) / weight.at(-1)!;
    return [0, 2, 4].map(
      (turn): Form<N> => ({
        terms,
        inputs: shapes.map((shape, i) => ({
          shape,
          arrangement: arrangementAt(shape, turn + i * (turn + 1)),
        })),
        attrs: { ...attrs, ...own } as AttrsOf<N>,
      }),
    );
  });
}

/** A convolution in their ops. Groups are convolved one by one, depthwise ones by the op made for them. */
function convolved(
  x: tf.Tensor,
  weight: tf.Tensor,
  { strides, padding, dilation, groups }: ConvAttrs,
): tf.Tensor {
  const rank = strides.length;
  const image = asImage(withBorder(x, padding));
  const spread = dilated(weight, dilation);
  const filter = rank === 1 ? tf.expandDims(spread, 1) : spread;
  const steps = perAxis(strides);
  const one = (part: tf.Tensor, own: tf.Tensor): tf.Tensor =>
    rank === 3
      ? tf.conv3d(part as tf.Tensor5D, own as tf.Tensor5D, steps as [number, number, number], 'valid')
      : tf.conv2d(part as tf.Tensor4D, own as tf.Tensor4D, steps as [number, number], 'valid');
  if (groups === 1) return asBefore(one(image, filter), rank);
  const isDepthwise = filter.shape.at(-2) === 1 && rank === 2 && steps[0] === steps[1];
  if (isDepthwise) {
    const [height, width] = filter.shape as [number, number];
    const own = tf.reshape(filter, [height, width, groups, filter.shape.at(-1)! / groups]) as tf.Tensor4D;
    return tf.depthwiseConv2d(image as tf.Tensor4D, own, steps as [number, number], 'valid');
  }
  const parts = tf.split(image, groups, -1);
  const filters = tf.split(filter, groups, -1);
  return asBefore(
    tf.concat(
      parts.map((part, i) => one(part, filters[i]!)),
      -1,
    ),
    rank,
  );
}

/** Counterparts of convolution. */
export const convOps: Counterparts = {
  conv: { theirs: ([x, weight], attrs) => convolved(x!, weight!, attrs), forms: formsOf('conv') },
  convBias: {
    theirs: ([x, weight, bias], attrs) => tf.add(convolved(x!, weight!, attrs), bias!),
    forms: formsOf('conv').map(({ inputs, ...rest }) => ({
      ...rest,
      inputs: [...inputs, { shape: [inputs[1]!.shape.at(-1)!] }],
    })),
  },
  convInputGrad: {
    theirs: ([grad, weight], { inputShape, ...attrs }) => {
      const zeros = tf.zeros([grad!.shape[0]!, ...inputShape, weight!.shape.at(-2)! * attrs.groups]);
      return tf.grad((x) => tf.sum(tf.mul(convolved(x, weight!, attrs), grad!)))(zeros);
    },
    forms: formsOf('convInputGrad'),
  },
  convWeightGrad: {
    theirs: ([x, grad], { kernelShape, ...attrs }) => {
      const zeros = tf.zeros([...kernelShape, x!.shape.at(-1)! / attrs.groups, grad!.shape.at(-1)!]);
      return tf.grad((weight) => tf.sum(tf.mul(convolved(x!, weight, attrs), grad!)))(zeros);
    },
    forms: formsOf('convWeightGrad'),
  },
};
