// Views: other shapes over the same storage, from every arrangement.

import { build, elementAt, type HostTensor, stretchedAt } from '../harness/host.ts';
import { dense, type Form, laid, oneInput, type Suite } from '../suite.ts';

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
    return [
      build(shape, x.dtype, (at) =>
        elementAt(
          x,
          order.map((_, axis) => at[order.indexOf(axis)]!),
        ),
      ),
    ];
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
  reference: (_op, inputs, { shape }) => [
    build(shape, inputs[0]!.dtype, (at) => stretchedAt(inputs[0]!, at)),
  ],
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
    build(sizes, inputs[0]!.dtype, (at) =>
      elementAt(
        inputs[0]!,
        at.map((i, axis) => starts[axis]! + i * steps[axis]!),
      ),
    ),
  ],
};
