// Products, convolution and pooling beside those of TensorFlow.js.

import * as tf from '@tensorflow/tfjs';
import type { AttrsOf } from 'cambium';
import type { Case, Counterparts } from '../counterpart.ts';

type Conv = AttrsOf<'conv'>;
type Pad = 'same' | 'valid';

/** `same` and `valid` as explicit padding, the extra pixel at the end. */
function padding(
  pad: Pad,
  spatial: readonly number[],
  kernel: readonly number[],
  stride: number,
  dilation: number,
): [number, number][] {
  return spatial.map((length, axis) => {
    if (pad === 'valid') return [0, 0];
    const total = Math.max(
      0,
      (Math.ceil(length / stride) - 1) * stride + dilation * (kernel[axis]! - 1) + 1 - length,
    );
    return [Math.floor(total / 2), Math.ceil(total / 2)];
  });
}

interface ConvCase {
  readonly x: readonly number[];
  readonly kernel: readonly number[];
  readonly out: number;
  readonly pad: Pad;
  readonly stride?: number;
  readonly dilation?: number;
}

const convCases: readonly ConvCase[] = [
  { x: [1, 5, 5, 1], kernel: [3, 3], out: 2, pad: 'valid' },
  { x: [2, 7, 6, 3], kernel: [3, 2], out: 4, pad: 'same' },
  { x: [2, 7, 6, 3], kernel: [3, 3], out: 2, pad: 'same', stride: 2 },
  { x: [1, 9, 9, 2], kernel: [5, 5], out: 3, pad: 'valid', stride: 2 },
  { x: [1, 4, 4, 2], kernel: [1, 1], out: 5, pad: 'valid' },
  { x: [1, 8, 8, 2], kernel: [3, 3], out: 2, pad: 'valid', dilation: 2 },
  { x: [1, 4, 5, 4, 2], kernel: [2, 3, 2], out: 3, pad: 'same' },
  { x: [1, 5, 5, 5, 1], kernel: [3, 3, 3], out: 2, pad: 'valid', stride: 2 },
];

function convAttrs({ x, kernel, pad, stride = 1, dilation = 1 }: ConvCase): Conv {
  const spatial = x.slice(1, -1);
  return {
    strides: spatial.map(() => stride),
    dilation: spatial.map(() => dilation),
    groups: 1,
    padding: padding(pad, spatial, kernel, stride, dilation),
  };
}

const cases: readonly Case<'conv'>[] = convCases.map((each) => ({
  inputs: [{ shape: each.x }, { shape: [...each.kernel, each.x.at(-1)!, each.out] }],
  attrs: convAttrs(each),
  gradient: (each.dilation ?? 1) === 1, // TensorFlow.js throws for dilated gradients
}));

/** TensorFlow.js takes words instead of explicit padding: pad by hand. */
function padded(x: tf.Tensor, paddings: Conv['padding'], value = 0): tf.Tensor {
  return tf.pad(
    x,
    [[0, 0], ...paddings.map(([before, after]) => [before, after] as [number, number]), [0, 0]],
    value,
  );
}

function theirConv(x: tf.Tensor, weight: tf.Tensor, { strides, padding: pads, dilation }: Conv): tf.Tensor {
  const input = padded(x, pads);
  if (strides.length === 3) {
    return tf.conv3d(
      input as tf.Tensor5D,
      weight as tf.Tensor5D,
      strides as [number, number, number],
      'valid',
    );
  }
  return tf.conv2d(
    input as tf.Tensor4D,
    weight as tf.Tensor4D,
    strides as [number, number],
    'valid',
    'NHWC',
    dilation as [number, number],
  );
}

const pools = [
  { x: [1, 4, 4, 1], kernelShape: [2, 2], stride: 2 },
  { x: [2, 7, 5, 3], kernelShape: [3, 3], stride: 2 },
  { x: [1, 6, 6, 2], kernelShape: [3, 2], stride: 1 },
  { x: [1, 4, 5, 4, 2], kernelShape: [2, 2, 2], stride: 2 },
].map(({ x, kernelShape, stride }) => ({
  inputs: [{ shape: x }],
  attrs: {
    kernelShape,
    strides: kernelShape.map(() => stride),
    padding: kernelShape.map(() => [0, 0] as const),
    ceilMode: false,
  },
}));

function theirPool(
  kind: 'max' | 'avg',
  x: tf.Tensor,
  kernel: readonly number[],
  strides: readonly number[],
): tf.Tensor {
  if (kernel.length === 3) {
    const pool3d = kind === 'max' ? tf.maxPool3d : tf.avgPool3d;
    return pool3d(
      x as tf.Tensor5D,
      kernel as [number, number, number],
      strides as [number, number, number],
      'valid',
    );
  }
  const pool = kind === 'max' ? tf.maxPool : tf.avgPool;
  return pool(x as tf.Tensor4D, kernel as [number, number], strides as [number, number], 'valid');
}

/** Counterparts of networks. */
export const network: Counterparts = {
  matmul: {
    theirs: ([a, b]) => tf.matMul(a!, b!),
    cases: [
      { inputs: [{ shape: [1, 1] }, { shape: [1, 1] }], attrs: {} },
      { inputs: [{ shape: [3, 5] }, { shape: [5, 2] }], attrs: {} },
      { inputs: [{ shape: [17, 63] }, { shape: [63, 9] }], attrs: {} },
      { inputs: [{ shape: [3, 5], transposed: true }, { shape: [5, 4] }], attrs: {} },
      { inputs: [{ shape: [2, 3, 4] }, { shape: [2, 4, 5] }], attrs: {} },
      { inputs: [{ shape: [2, 3, 4] }, { shape: [1, 4, 5] }], attrs: {} },
    ],
  },
  linear: {
    theirs: ([x, weight, bias]) => tf.add(tf.matMul(x!, weight!), bias!),
    cases: [{ inputs: [{ shape: [4, 3] }, { shape: [3, 5] }, { shape: [5] }], attrs: {} }],
  },
  conv: { theirs: ([x, weight], attrs) => theirConv(x!, weight!, attrs), cases },
  convInputGrad: {
    theirs: ([g, weight], { inputShape, ...attrs }) => {
      const zeros = tf.zeros([g!.shape[0]!, ...inputShape, weight!.shape.at(-2)!]);
      return tf.grad((x) => tf.sum(tf.mul(theirConv(x, weight!, attrs), g!)))(zeros);
    },
    cases: convCases
      .filter(({ dilation }) => dilation === undefined)
      .map((each) => ({
        inputs: [{ shape: outputShape(each) }, { shape: [...each.kernel, each.x.at(-1)!, each.out] }],
        attrs: { ...convAttrs(each), inputShape: each.x.slice(1, -1) },
        gradient: false, // TensorFlow.js has no second derivative of convolutions
      })),
  },
  convWeightGrad: {
    theirs: ([x, g], { kernelShape, ...attrs }) => {
      const zeros = tf.zeros([...kernelShape, x!.shape.at(-1)!, g!.shape.at(-1)!]);
      return tf.grad((weight) => tf.sum(tf.mul(theirConv(x!, weight, attrs), g!)))(zeros);
    },
    cases: convCases
      .filter(({ dilation }) => dilation === undefined)
      .map((each) => ({
        inputs: [{ shape: each.x }, { shape: outputShape(each) }],
        attrs: { ...convAttrs(each), kernelShape: each.kernel },
        gradient: false,
      })),
  },
  maxPool: {
    theirs: ([x], { kernelShape, strides }) => theirPool('max', x!, kernelShape, strides),
    cases: pools.map(({ inputs, attrs }) => ({
      inputs,
      attrs: { ...attrs, dilation: attrs.kernelShape.map(() => 1) },
    })),
  },
  avgPool: {
    theirs: ([x], { kernelShape, strides }) => theirPool('avg', x!, kernelShape, strides),
    cases: pools.map(({ inputs, attrs }) => ({ inputs, attrs: { ...attrs, countPadding: true } })),
  },
};

function outputShape(each: ConvCase): number[] {
  const { strides, padding: pads, dilation } = convAttrs(each);
  const spatial = each.x.slice(1, -1).map((length, axis) => {
    const room = length + pads[axis]![0] + pads[axis]![1] - dilation[axis]! * (each.kernel[axis]! - 1) - 1;
    return Math.floor(room / strides[axis]!) + 1;
  });
  return [each.x[0]!, ...spatial, each.out];
}
