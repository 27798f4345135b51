// where: three operands that broadcast; the chosen bits pass unchanged.

import type { OpsOf } from '@cambium/tensor';
import { arrangementsOf } from '../harness/arrange.ts';
import { broadcast, build, type HostTensor, stretchedAt } from '../harness/host.ts';
import { sample, specials } from '../harness/values.ts';
import { dense, type Form, laid, oddShapes, type Slot, type Suite } from '../suite.ts';

function choose(condition: Slot, a: Slot, b: Slot): Form {
  const size = condition.shape.reduce((product, length) => product * length, 1);
  return { slots: [{ ...condition, dtype: 'bool', values: sample('bool', size, 5) }, a, b], attrs: {} };
}

const stretched: readonly (readonly [Slot, Slot, Slot])[] = [
  [dense(), dense(3, 17), dense(17)],
  [dense(3, 1), dense(1, 17), dense()],
  [dense(2, 3, 5), dense(), dense()],
  [dense(63), dense(1), dense(2, 1)],
  [dense(1, 0), dense(3, 1), dense()],
  [laid('reversed', 3, 5), laid('stepped', 5), laid('transposed', 2, 1, 1)],
];

/** Cases of the selecting ops. */
export const select: Suite<OpsOf<'select'>> = {
  forms: () => [
    ...oddShapes.flatMap((shape) => {
      const all = arrangementsOf(shape);
      return all.map((arrangement, i) =>
        choose(
          { shape, arrangement },
          { shape, arrangement: all[(i + 1) % all.length]! },
          { shape, arrangement: all[(i + 2) % all.length]! },
        ),
      );
    }),
    ...stretched.map(([condition, a, b]) => choose(condition, a, b)),
  ],
  specialForms: (_op, dtype, subnormals) => {
    const values = specials(dtype, subnormals);
    const given = { shape: [values.length], values };
    return [
      choose(dense(values.length), given, { shape: [], values: [0] }),
      choose(dense(values.length), dense(1), given),
    ];
  },
  gradientForms: () => [
    choose(dense(5), dense(5), dense(5)),
    choose(dense(2, 3), dense(), dense(3)),
    choose(dense(3, 1), laid('transposed', 3, 2), laid('stepped', 1, 2)),
  ],
  reference: (_op, inputs) => {
    const [condition, a, b] = inputs as readonly [HostTensor, HostTensor, HostTensor];
    const shape = broadcast(condition.shape, broadcast(a.shape, b.shape));
    return [
      build(shape, a.dtype, (index) => stretchedAt(stretchedAt(condition, index) !== 0 ? a : b, index)),
    ];
  },
};
