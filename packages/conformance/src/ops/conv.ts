// Convolution and its two gradients, in one to three dimensions: strides, padding, dilation, groups.

import { type AttrsOf, type OpsOf, opRecord } from '@cambium/tensor';
import { convOutputShape } from '@cambium/tensor/backend';
import type { Arrangement } from '../harness/arrange.ts';
import { type HostTensor, sizeOf } from '../harness/host.ts';
import { type ConvShapes, convolved } from '../reference/windows.ts';
import { type Form, laid, paddingOf, type Suite } from '../suite.ts';

type ConvOp = OpsOf<'conv'>;
type ConvAttrs = AttrsOf<'conv'>;

/** One convolution: input, filter, and what differs from stride 1, no padding, no dilation, one group. */
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
  { x: [0, 5, 2], weight: [2, 2, 3] },
  { x: [1, 5, 5, 1], weight: [3, 3, 1, 1] },
  { x: [2, 8, 7, 3], weight: [3, 2, 3, 5], strides: [1, 2], pads: [1, 1, 0, 1] },
  { x: [2, 6, 6, 4], weight: [1, 1, 4, 17] },
  { x: [1, 9, 9, 2], weight: [3, 3, 2, 3], strides: [3, 2], dilation: [2, 3], pads: [2, 0, 3, 3] },
  { x: [2, 6, 5, 6], weight: [3, 3, 2, 9], groups: 3, pads: [1, 1, 1, 1] },
  { x: [1, 7, 7, 5], weight: [3, 3, 1, 5], groups: 5, pads: [1, 1, 1, 1] },
  { x: [2, 7, 6, 3], weight: [3, 3, 1, 6], groups: 3, strides: [2, 2], dilation: [1, 2], pads: [0, 1, 2, 2] },
  { x: [3, 12, 11, 1], weight: [5, 5, 1, 6], pads: [2, 2, 2, 2] },
  { x: [1, 4, 4, 2], weight: [2, 2, 2, 2], strides: [3, 3] },
  { x: [1, 3, 3, 1], weight: [3, 3, 1, 3], pads: [4, 4, 0, 5] },
  { x: [2, 4, 4, 4, 2], weight: [2, 3, 2, 2, 3], pads: [0, 1, 1, 1, 1, 0] },
  {
    x: [1, 5, 6, 5, 4],
    weight: [3, 3, 3, 2, 4],
    groups: 2,
    strides: [2, 1, 2],
    dilation: [1, 2, 1],
    pads: [1, 1, 2, 2, 1, 1],
  },
];

const small: readonly Geometry[] = [
  { x: [1, 4, 2], weight: [2, 2, 2], strides: [2], pads: [1, 1] },
  { x: [1, 3, 3, 1], weight: [2, 2, 1, 2], pads: [1, 0, 0, 1] },
  { x: [1, 4, 3, 2], weight: [2, 2, 1, 2], groups: 2, strides: [2, 1], pads: [0, 1, 1, 1] },
  { x: [1, 4, 4, 1], weight: [2, 2, 1, 1], dilation: [2, 1] },
  { x: [1, 2, 2, 2, 1], weight: [2, 1, 2, 1, 2], pads: [0, 1, 0, 0, 1, 0] },
];

function attrsOf({ strides, pads, dilation, groups = 1, x }: Geometry): ConvAttrs {
  const spatial = x.slice(1, -1);
  return {
    strides: strides ?? spatial.map(() => 1),
    padding: paddingOf(spatial, pads),
    dilation: dilation ?? spatial.map(() => 1),
    groups,
  };
}

/** The call of one of the three ops that ties the same three tensors together. */
function formOf(op: ConvOp, geometry: Geometry, left: Arrangement, right: Arrangement): Form {
  const { x, weight } = geometry;
  const attrs = attrsOf(geometry);
  const rank = attrs.strides.length;
  const kernelShape = weight.slice(0, rank);
  const y = [x[0]!, ...convOutputShape(x.slice(1, -1), kernelShape, attrs), weight.at(-1)!];
  if (op === 'conv') return { slots: [laid(left, ...x), laid(right, ...weight)], attrs };
  if (op === 'convInputGrad') {
    return {
      slots: [laid(left, ...y), laid(right, ...weight)],
      attrs: { ...attrs, inputShape: x.slice(1, -1) },
    };
  }
  return { slots: [laid(left, ...x), laid(right, ...y)], attrs: { ...attrs, kernelShape } };
}

function shapesOf(op: ConvOp, inputs: readonly HostTensor[], attrs: AttrsOf<ConvOp>): ConvShapes {
  const [a, b] = inputs as readonly [HostTensor, HostTensor];
  const output = opRecord(op).infer(inputs, attrs, op)[0]!.shape;
  if (op === 'conv') return { x: a.shape, weight: b.shape, y: output };
  return op === 'convInputGrad'
    ? { x: output, weight: b.shape, y: a.shape }
    : { x: a.shape, weight: output, y: b.shape };
}

/** Cases of convolution. */
export const conv: Suite<ConvOp> = {
  forms: (op) =>
    geometries.flatMap((geometry) => [
      formOf(op, geometry, 'dense', 'dense'),
      formOf(op, geometry, 'transposed', 'stepped'),
      formOf(op, geometry, 'reversed', 'transposed'),
      formOf(op, geometry, 'shifted', 'stretched'),
    ]),
  gradientForms: (op) => [
    ...small.map((geometry) => formOf(op, geometry, 'dense', 'dense')),
    formOf(op, small[2]!, 'transposed', 'stepped'),
  ],
  reference: (op, inputs, attrs) => {
    const [a, b] = inputs as readonly [HostTensor, HostTensor];
    const shapes = shapesOf(op, inputs, attrs);
    if (op === 'conv') return [convolved('y', { x: a, weight: b }, shapes, attrs)];
    if (op === 'convInputGrad') return [convolved('x', { y: a, weight: b }, shapes, attrs)];
    return [convolved('weight', { x: a, y: b }, shapes, attrs)];
  },
  terms: (op, inputs, attrs) => {
    const { weight, y } = shapesOf(op, inputs, attrs);
    return op === 'convWeightGrad'
      ? sizeOf(y.slice(0, -1))
      : sizeOf(weight) / (op === 'conv' ? weight.at(-1)! : weight.at(-2)!);
  },
};

/** The call of a convolution, with a bias as its third input. */
function withBias(geometry: Geometry, ways: readonly [Arrangement, Arrangement, Arrangement]): Form {
  const { slots, attrs } = formOf('conv', geometry, ways[0], ways[1]);
  return { slots: [...slots, laid(ways[2], geometry.weight.at(-1)!)], attrs };
}

/** Cases of convolution with a bias. */
export const convBias: Suite<'convBias'> = {
  forms: () =>
    geometries.flatMap((geometry) => [
      withBias(geometry, ['dense', 'dense', 'dense']),
      withBias(geometry, ['transposed', 'stepped', 'stepped']),
      withBias(geometry, ['shifted', 'stretched', 'reversed']),
    ]),
  gradientForms: () => [
    ...small.map((geometry) => withBias(geometry, ['dense', 'dense', 'dense'])),
    withBias(small[2]!, ['transposed', 'stepped', 'reversed']),
  ],
  reference: (_op, inputs, attrs) => {
    const [x, weight, bias] = inputs as readonly [HostTensor, HostTensor, HostTensor];
    const shapes = shapesOf('conv', [x, weight], attrs);
    const product = convolved('y', { x, weight }, shapes, attrs);
    const values = product.values.map((value, i) => value + bias.values[i % bias.values.length]!);
    return [{ ...product, values }];
  },
  terms: (_op, inputs) => sizeOf(inputs[1]!.shape) / inputs[1]!.shape.at(-1)! + 1,
};
