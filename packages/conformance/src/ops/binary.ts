// Binary ops: broadcast pairs, every pair of arrangements, every pair of special values.

import { type DType, type OpsOf, opRecord } from '@cambium/tensor';
import { type Arrangement, arrangementsOf } from '../harness/arrange.ts';
import { broadcast, build, type HostTensor, stretchedAt } from '../harness/host.ts';
import { sample, specials } from '../harness/values.ts';
import { binaryElement } from '../reference/binary.ts';
import { dense, type Form, laid, oddShapes, type Suite } from '../suite.ts';

type BinaryOp = OpsOf<'binary'>;

/** Shapes that meet by broadcasting. */
export const broadcastPairs: readonly (readonly [readonly number[], readonly number[]])[] = [
  [[], [3, 17]],
  [[5], []],
  [[1], [63]],
  [
    [3, 1],
    [1, 17],
  ],
  [[17], [3, 17]],
  [
    [3, 17],
    [3, 1],
  ],
  [
    [2, 1, 5],
    [3, 1],
  ],
  [
    [2, 3, 5],
    [1, 3, 1],
  ],
  [
    [0, 3],
    [1, 3],
  ],
  [[1], [0]],
];

/** Exponents stay small, and some operands are equal, so that comparisons meet all their outcomes. */
function valuesFor(op: BinaryOp, dtype: DType, size: number, input: number): { values?: number[] } {
  const compares = opRecord(op).gradDomain === null;
  if (dtype === 'bool' || (!compares && op !== 'pow')) return {};
  if (op === 'pow' && dtype !== 'int32') return {};
  const range = input === 0 ? 7 : 5;
  return {
    values: sample('int32', size, 11 + input).map((x) => (dtype === 'uint8' ? Math.abs(x) : x) % range),
  };
}

function forms(op: BinaryOp, dtype: DType): Form[] {
  const pair = (a: readonly number[], b: readonly number[], left: Arrangement, right: Arrangement): Form => ({
    slots: [a, b].map((shape, input) => ({
      shape,
      arrangement: input === 0 ? left : right,
      ...valuesFor(
        op,
        dtype,
        shape.reduce((size, length) => size * length, 1),
        input,
      ),
    })),
    attrs: {},
  });
  const alike = oddShapes.flatMap((shape) => {
    const all = arrangementsOf(shape);
    // Each arrangement on the left meets the next one on the right, itself, and a dense operand.
    return all.flatMap((left, i) =>
      [...new Set([left, all[(i + 1) % all.length]!, 'dense' as const])].map((right) =>
        pair(shape, shape, left, right),
      ),
    );
  });
  const broadcasts = broadcastPairs.flatMap(([a, b]) => [
    pair(a, b, 'dense', 'dense'),
    pair(b, a, 'dense', 'dense'),
    pair(a, b, arrangementsOf(a).at(-3) ?? 'dense', arrangementsOf(b).at(-2) ?? 'dense'),
  ]);
  return [...alike, ...broadcasts];
}

/** Cases of the binary ops. */
export const binary: Suite<BinaryOp> = {
  forms,
  specialForms: (_op, dtype, subnormals) => {
    const values = specials(dtype, subnormals);
    const count = values.length;
    const left = values.flatMap((value) => values.map(() => value));
    const right = values.flatMap(() => values);
    return [
      { slots: [dense(count, 1), dense(1, count)].map((slot) => ({ ...slot, values })), attrs: {} },
      { slots: [left, right].map((each) => ({ shape: [count * count], values: each })), attrs: {} },
    ];
  },
  gradientForms: () =>
    [
      [dense(), dense()],
      [dense(5), dense(5)],
      [laid('transposed', 3, 2), laid('stepped', 3, 2)],
      [dense(2, 3), dense(3)],
      [dense(1), dense(2, 2)],
      [laid('stepped', 2, 1), laid('reversed', 1, 3)],
    ].map((slots) => ({ slots, attrs: {} })),
  reference: (op, inputs) => {
    const [a, b] = inputs as readonly [HostTensor, HostTensor];
    const dtype = opRecord(op).infer([a, b], {}, op)[0]!.dtype;
    const element = (index: readonly number[]) =>
      binaryElement(op, stretchedAt(a, index), stretchedAt(b, index), a.dtype);
    return [build(broadcast(a.shape, b.shape), dtype, element)];
  },
};
