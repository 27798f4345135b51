// Products of matrices: sizes around every tile edge, batches that broadcast, operands in every arrangement.

import type { OpsOf } from '@cambium/tensor';
import { type Arrangement, arrangementsOf } from '../harness/arrange.ts';
import { broadcast, build, type HostTensor, positionOf } from '../harness/host.ts';
import { dense, type Form, laid, type Suite } from '../suite.ts';

/** m, k, n */
const sizes: readonly (readonly [number, number, number])[] = [
  [1, 1, 1],
  [1, 17, 1],
  [1, 3, 63],
  [63, 3, 1],
  [2, 3, 4],
  [3, 17, 5],
  [5, 4, 17],
  [16, 16, 16],
  [17, 63, 3],
  [33, 9, 65],
  [13, 300, 7],
  [3, 0, 2],
  [0, 3, 2],
  [3, 2, 0],
];

const batches: readonly (readonly [readonly number[], readonly number[]])[] = [
  [[2], [2]],
  [[2], [1]],
  [[], [3]],
  [[2, 1], [3]],
  [
    [1, 3],
    [2, 1],
  ],
  [[0], [1]],
];

function product(a: readonly number[], b: readonly number[], left: Arrangement, right: Arrangement): Form {
  return { slots: [laid(left, ...a), laid(right, ...b)], attrs: {} };
}

/** Cases of matrix products. */
export const matmul: Suite<OpsOf<'matmul'>> = {
  forms: () => [
    ...sizes.flatMap(([m, k, n]) => {
      const all = arrangementsOf([m, k]);
      const mixed = all.map((left, i) => product([m, k], [k, n], left, all[(i + 1) % all.length]!));
      return [
        ...mixed,
        product([m, k], [k, n], 'dense', 'dense'),
        product([m, k], [k, n], 'transposed', 'transposed'),
      ];
    }),
    ...batches.flatMap(([p, q]) =>
      (['dense', 'transposed', 'stepped', 'stretched'] as const).map((arrangement) =>
        product([...p, 3, 5], [...q, 5, 4], arrangement, arrangement === 'dense' ? 'dense' : 'reversed'),
      ),
    ),
  ],
  // A zero does not silence NaN and infinity: 0 · Infinity is NaN.
  specialForms: () =>
    [Number.NaN, Infinity, -Infinity].map((value) => ({
      slots: [
        { shape: [3, 4], values: [0, 1, 0, 2, value, 0, 1, 0, 1, 1, 0, value] },
        { shape: [4, 2], values: [value, 0, 1, 1, 0, value, 2, 0] },
      ],
      attrs: {},
    })),
  gradientForms: () => [
    product([2, 3], [3, 2], 'dense', 'dense'),
    product([2, 3], [3, 2], 'transposed', 'stepped'),
    product([2, 2, 3], [3, 2], 'dense', 'transposed'),
    product([1, 2, 2], [2, 2, 1], 'reversed', 'dense'),
    { slots: [dense(2, 1, 1, 2), dense(2, 2, 1)], attrs: {} },
  ],
  reference: (_op, inputs) => {
    const [a, b] = inputs as readonly [HostTensor, HostTensor];
    const [m, k, n] = [a.shape.at(-2)!, a.shape.at(-1)!, b.shape.at(-1)!];
    const batch = broadcast(a.shape.slice(0, -2), b.shape.slice(0, -2));
    const element = (index: readonly number[]): number => {
      const [lead, row, column] = [index.slice(0, -2), index.at(-2)!, index.at(-1)!];
      const [left, right] = [matrixStart(a, lead), matrixStart(b, lead)];
      let sum = 0;
      for (let i = 0; i < k; i++) sum += a.values[left + row * k + i]! * b.values[right + i * n + column]!;
      return sum;
    };
    return [build([...batch, m, n], a.dtype, element)];
  },
  terms: (_op, inputs) => inputs[0]!.shape.at(-1)!,
};

/** Where the matrix begins that broadcasting puts at some place of the batch. */
function matrixStart(x: HostTensor, batch: readonly number[]): number {
  const lead = x.shape.slice(0, -2);
  const place = batch.slice(batch.length - lead.length).map((i, axis) => (lead[axis] === 1 ? 0 : i));
  return positionOf(x.shape, [...place, 0, 0]);
}
