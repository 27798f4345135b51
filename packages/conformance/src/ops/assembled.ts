// Ops assembled from strided copies: what lands where, whatever the arrangement it came from.

import type { AttrsOf, DType } from '@cambium/tensor';
import { arrangementsOf } from '../harness/arrange.ts';
import {
  build,
  elementAt,
  forEachIndex,
  type HostTensor,
  positionOf,
  replaced,
  sizeOf,
} from '../harness/host.ts';
import { dense, type Form, laid, oddShapes, oneInput, type Suite } from '../suite.ts';

/** What is joined: tensors of one shape but for their lengths along an axis. */
const concatenations = [
  { axis: 0, shape: [0], lengths: [3] },
  { axis: 0, shape: [0], lengths: [3, 0, 17, 1] },
  { axis: 0, shape: [0, 3], lengths: [2, 1] },
  { axis: 1, shape: [3, 0], lengths: [2, 5, 1] },
  { axis: 1, shape: [2, 0, 5], lengths: [3, 1] },
  { axis: 2, shape: [2, 3, 0], lengths: [1, 4] },
  { axis: 0, shape: [0, 3], lengths: [0, 0] },
];

/** Cases of `concat`: up to four tensors, empty ones among them. */
export const concat: Suite<'concat'> = {
  forms: () =>
    concatenations.flatMap(({ axis, shape, lengths }) =>
      [0, 1, 2, 3, 4, 5].map((turn): Form => {
        const slots = lengths.map((length, i) => {
          const part = replaced(shape, axis, length);
          const all = arrangementsOf(part);
          return laid(all[(turn + i) % all.length]!, ...part);
        });
        return { slots, attrs: { axis } };
      }),
    ),
  gradientForms: () => [
    { slots: [dense(2), dense(1), dense(3)], attrs: { axis: 0 } },
    { slots: [dense(2, 2), laid('transposed', 2, 1)], attrs: { axis: 1 } },
  ],
  reference: (_op, inputs, { axis }) => {
    const pieces = inputs.flatMap((x) => Array.from({ length: x.shape[axis]! }, (_, i) => ({ x, i })));
    const shape = inputs[0]!.shape.map((length, i) => (i === axis ? pieces.length : length));
    return [
      build(shape, inputs[0]!.dtype, (at) => {
        const { x, i } = pieces[at[axis]!]!;
        return elementAt(
          x,
          at.map((place, along) => (along === axis ? i : place)),
        );
      }),
    ];
  },
};

/** Cases of `place`: the input inside a constant, spread and backwards. */
export const place: Suite<'place'> = {
  forms: (_op, dtype) => [
    ...[dense(3), laid('reversed', 3), laid('stepped', 3)].flatMap((slot) => [
      { slots: [slot], attrs: { shape: [5], starts: [1], steps: [1], value: background(dtype) } },
      { slots: [slot], attrs: { shape: [7], starts: [6], steps: [-3], value: 0 } },
    ]),
    ...oneInput([[2, 3]], () => [
      { shape: [5, 7], starts: [1, 5], steps: [3, -2], value: background(dtype) },
    ]),
    { slots: [dense()], attrs: { shape: [], starts: [], steps: [], value: 0 } },
    { slots: [dense(0)], attrs: { shape: [4], starts: [0], steps: [1], value: background(dtype) } },
  ],
  gradientForms: () => [
    { slots: [dense(3)], attrs: { shape: [7], starts: [6], steps: [-3], value: 2 } },
    { slots: [laid('transposed', 2, 2)], attrs: { shape: [3, 4], starts: [1, 0], steps: [1, 2], value: 0 } },
  ],
  reference: (_op, inputs, attrs) => [placed(inputs[0]!, attrs)],
};

function background(dtype: DType): number | 'NaN' {
  return dtype === 'float32' || dtype === 'float64' ? 'NaN' : 1;
}

function placed(x: HostTensor, { shape, starts, steps, value }: AttrsOf<'place'>): HostTensor {
  const values = new Array<number>(sizeOf(shape)).fill(Number(value));
  forEachIndex(x.shape, (at) => {
    values[
      positionOf(
        shape,
        at.map((i, axis) => starts[axis]! + i * steps[axis]!),
      )
    ] = elementAt(x, at);
  });
  return { shape, dtype: x.dtype, values };
}

/** Cases of `assign`: into destinations of every arrangement but the one whose elements share a place. */
export const assign: Suite<'assign'> = {
  forms: () =>
    oddShapes.flatMap((shape) => {
      const all = arrangementsOf(shape);
      return all
        .filter((into) => into !== 'stretched')
        .flatMap((into) =>
          all.map((from): Form => ({ slots: [laid(into, ...shape), laid(from, ...shape)], attrs: {} })),
        );
    }),
  reference: (_op, inputs) => [inputs[1]!],
};
