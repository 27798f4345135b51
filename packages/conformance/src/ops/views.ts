// Views, and the ops assembled from strided copies: what lands where, whatever the arrangement it came from.

import type { AttrsOf, DType } from '@cambium/tensor';
import { arrangementsOf } from '../harness/arrange.ts';
import { build, elementAt, forEachIndex, type HostTensor, positionOf, sizeOf, stretchedAt } from '../harness/host.ts';
import { dense, type Form, laid, oddShapes, oneInput, type Suite } from '../suite.ts';

/** Cases of `reshape`. Strided tensors can be reshaped where no axis that is split or merged has gaps. */
export const reshape: Suite<'reshape'> = {
  forms: () => [
    ...[[6], [2, 3], [3, 2], [1, 6, 1], [6, 1]].flatMap((shape) =>
      (['dense', 'shifted'] as const).map((each): Form => ({ slots: [laid(each, 2, 3)], attrs: { shape } })),
    ),
    { slots: [dense()], attrs: { shape: [1, 1] } },
    { slots: [dense(1)], attrs: { shape: [] } },
    { slots: [dense(3, 0, 2)], attrs: { shape: [0, 17] } },
    { slots: [laid('transposed', 3, 4)], attrs: { shape: [3, 1, 4] } },
    { slots: [laid('stepped', 4, 6)], attrs: { shape: [2, 2, 3, 2] } },
    { slots: [laid('reversed', 4, 6)], attrs: { shape: [2, 2, 6, 1] } },
  ],
  gradientForms: () => [
    { slots: [dense(2, 3)], attrs: { shape: [3, 2] } },
    { slots: [laid('transposed', 2, 3)], attrs: { shape: [2, 1, 3] } },
  ],
  reference: (_op, inputs, { shape }) => [{ ...inputs[0]!, shape }],
};

const orders: readonly (readonly number[])[] = [[], [0], [1, 0], [2, 0, 1], [1, 2, 0], [3, 1, 0, 2]];

/** Cases of `permute`. */
export const permute: Suite<'permute'> = {
  forms: () => orders.flatMap((order) => oneInput([[2, 3, 1, 4].slice(0, order.length)], () => [{ order }])),
  gradientForms: () => [{ slots: [dense(2, 1, 3)], attrs: { order: [2, 0, 1] } }],
  reference: (_op, inputs, { order }) => {
    const [x] = inputs as readonly [HostTensor];
    const shape = order.map((axis) => x.shape[axis]!);
    return [build(shape, x.dtype, (at) => elementAt(x, order.map((_, axis) => at[order.indexOf(axis)]!)))];
  },
};

/** Cases of `broadcastTo`. */
export const broadcastTo: Suite<'broadcastTo'> = {
  forms: () =>
    [
      { from: [], to: [2, 3] },
      { from: [3], to: [2, 3] },
      { from: [2, 1], to: [2, 3] },
      { from: [1, 3, 1], to: [2, 3, 4] },
      { from: [1], to: [0] },
    ].flatMap(({ from, to }) => oneInput([from], () => [{ shape: to }])),
  gradientForms: () => [
    { slots: [dense()], attrs: { shape: [2, 2] } },
    { slots: [laid('stepped', 2, 1)], attrs: { shape: [3, 2, 2] } },
  ],
  reference: (_op, inputs, { shape }) => [build(shape, inputs[0]!.dtype, (at) => stretchedAt(inputs[0]!, at))],
};

/** Cases of `slice`: steps, backwards, empty. */
export const slice: Suite<'slice'> = {
  forms: () => [
    ...oneInput([[5]], () => [
      { starts: [1], sizes: [2], steps: [2] },
      { starts: [4], sizes: [5], steps: [-1] },
      { starts: [3], sizes: [2], steps: [-3] },
      { starts: [2], sizes: [0], steps: [1] },
    ]),
    ...oneInput([[4, 3, 5]], () => [{ starts: [1, 2, 4], sizes: [2, 1, 3], steps: [2, -1, -2] }]),
  ],
  gradientForms: () => [
    { slots: [dense(5)], attrs: { starts: [4], sizes: [2], steps: [-2] } },
    { slots: [laid('transposed', 2, 4)], attrs: { starts: [0, 1], sizes: [2, 2], steps: [1, 2] } },
  ],
  reference: (_op, inputs, { starts, sizes, steps }) => [
    build(sizes, inputs[0]!.dtype, (at) => elementAt(inputs[0]!, at.map((i, axis) => starts[axis]! + i * steps[axis]!))),
  ],
};

/** Cases of `concat`: up to four tensors, empty ones among them. */
export const concat: Suite<'concat'> = {
  forms: () =>
    [
      { axis: 0, shapes: [[3]] },
      { axis: 0, shapes: [[3], [0], [17], [1]] },
      { axis: 0, shapes: [[2, 3], [1, 3]] },
      { axis: 1, shapes: [[3, 2], [3, 5], [3, 1]] },
      { axis: 1, shapes: [[2, 3, 5], [2, 1, 5]] },
      { axis: 2, shapes: [[2, 3, 1], [2, 3, 4]] },
      { axis: 0, shapes: [[0, 3], [0, 3]] },
    ].flatMap(({ axis, shapes }) =>
      [0, 1, 2, 3, 4, 5].map((turn): Form => {
        const slots = shapes.map((shape, i) => laid(arrangementsOf(shape)[(turn + i) % arrangementsOf(shape).length]!, ...shape));
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
        return elementAt(x, at.map((place, along) => (along === axis ? i : place)));
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
    ...oneInput([[2, 3]], () => [{ shape: [5, 7], starts: [1, 5], steps: [3, -2], value: background(dtype) }]),
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
    values[positionOf(shape, at.map((i, axis) => starts[axis]! + i * steps[axis]!))] = elementAt(x, at);
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
        .flatMap((into) => all.map((from): Form => ({ slots: [laid(into, ...shape), laid(from, ...shape)], attrs: {} })));
    }),
  reference: (_op, inputs) => [inputs[1]!],
};
