// Programs of elementwise ops: each op in one, chains over all shapes and arrangements, single elements beside tensors,
// several results, and inputs that are overwritten.

import {
  type Attrs,
  type AttrsOf,
  type DType,
  type ElementwiseAttrs,
  isFloating,
  type OpName,
  type OpsOf,
  opRecord,
  opTable,
  type PointwiseOp,
} from '@cambium/tensor';
import { arrangementsOf } from '../harness/arrange.ts';
import { build, type HostTensor, toTypedArray } from '../harness/host.ts';
import { specials } from '../harness/values.ts';
import { dense, type Form, laid, oddShapes, type Slot, type Suite } from '../suite.ts';
import { binary } from './binary.ts';
import { copy } from './copy.ts';
import { select } from './select.ts';
import { unary } from './unary.ts';

type Line = readonly [op: PointwiseOp, inputs: readonly number[], attrs?: Attrs];

function form(slots: readonly Slot[], lines: readonly Line[], ends: Partial<ElementwiseAttrs> = {}): Form {
  const last = slots.length + lines.length - 1;
  const instructions = lines.map(([op, inputs, attrs = {}]) => ({ op, inputs, attrs }));
  return { slots, attrs: { instructions, results: [last], assignments: [], ...ends } };
}

/** `relu(a b + s) a − b`, or what comes near it for flags. */
function chain(dtype: DType, a: Slot, b: Slot, s: Slot): Form {
  if (dtype === 'bool')
    return form(
      [a, b, s],
      [
        ['logicalAnd', [0, 1]],
        ['logicalXor', [3, 2]],
        ['logicalNot', [4]],
      ],
    );
  const lines: Line[] = [
    ['mul', [0, 1]],
    ['add', [3, 2]],
    ['relu', [4]],
    ['mul', [5, 0]],
    ['sub', [6, 1]],
  ];
  return form([a, b, s], lines);
}

const tuned: { readonly [op: string]: Attrs } = {
  leakyRelu: { slope: 0.3 },
  elu: { alpha: 0.5 },
  clamp: { min: -1, max: 2 },
};

/** Every op of one input, and of two, with a single element on either side. */
function each(dtype: DType): Form[] {
  return (Object.keys(opTable) as OpName[]).flatMap((op) => {
    const record = opRecord(op);
    if (record.kind !== 'kernel' || (record.family !== 'unary' && record.family !== 'binary')) return [];
    const attrs = tuned[op] ?? {};
    const name = op as OpsOf<'unary' | 'binary'>;
    if (record.family === 'unary')
      return [form([dense(19)], [[name, [0], attrs]]), form([dense()], [[name, [0], attrs]])];
    if (dtype !== 'float32' && dtype !== 'float64' && op === 'pow') return [];
    return [
      form([dense(3, 7), laid('transposed', 3, 7)], [[name, [0, 1]]]),
      form([dense(21), dense()], [[name, [0, 1]]]),
      form([dense(1), dense(3, 7)], [[name, [0, 1]]]),
    ];
  });
}

/** Choices, other dtypes in between, constants, several results. */
function mixed(dtype: DType): Form[] {
  if (dtype === 'bool')
    return [
      form(
        [dense(5)],
        [
          ['cast', [0], { dtype: 'int32' }],
          ['add', [1, 1]],
        ],
      ),
    ];
  const seven = { shape: [], dtype, value: 7 };
  return [
    form(
      [dense(37), dense(37)],
      [
        ['less', [0, 1]],
        ['where', [2, 1, 0]],
        ['sub', [3, 0]],
      ],
    ),
    form(
      [dense(37), dense()],
      [
        ['less', [0, 1]],
        ['logicalNot', [2]],
        ['where', [3, 1, 0]],
      ],
    ),
    form(
      [dense(37)],
      [
        ['cast', [0], { dtype: 'int32' }],
        ['add', [1, 1]],
        ['cast', [2], { dtype: 'float32' }],
      ],
    ),
    form(
      [dense(37)],
      [
        ['cast', [0], { dtype: 'bool' }],
        ['cast', [1], { dtype }],
        ['contiguous', [2]],
      ],
    ),
    form(
      [dense(2, 9)],
      [
        ['fill', [], seven],
        ['add', [1, 1]],
        ['mul', [0, 2]],
      ],
    ),
    form(
      [dense(18)],
      [
        ['fill', [], { ...seven, shape: [18] }],
        ['maximum', [0, 1]],
      ],
    ),
    form(
      [dense(2, 9), dense()],
      [
        ['add', [0, 1]],
        ['mul', [1, 1]],
        ['equal', [0, 2]],
      ],
      { results: [2, 3, 4] },
    ),
    form(
      [dense(3), dense()],
      [
        ['add', [1, 1]],
        ['maximum', [0, 2]],
      ],
      { results: [3, 2] },
    ),
    form(
      [dense(0), dense()],
      [
        ['add', [1, 1]],
        ['maximum', [0, 2]],
      ],
      { results: [3, 2] },
    ),
    // More than a block, the last one of a single element.
    form(
      [dense(2049), dense(2049)],
      [
        ['add', [0, 1]],
        ['sub', [2, 0]],
        ['add', [3, 2]],
      ],
      { results: [4, 2] },
    ),
  ];
}

/** Cells that a step moves, some in place and some not; a count in double precision beside them. */
function overwriting(dtype: DType): Form[] {
  if (dtype === 'bool') {
    return [form([dense(5), dense(5)], [['logicalXor', [0, 1]]], { results: [], assignments: [[0, 2]] })];
  }
  const step: Line[] = [
    ['add', [0, 1]],
    ['add', [2, 0]],
    ['mul', [3, 1]],
  ];
  const ways = arrangementsOf([3, 5]).filter((way) => way !== 'stretched');
  return [
    ...ways.map((way) =>
      form([laid(way, 3, 5), dense(3, 5)], step, {
        results: [4],
        assignments: [
          [0, 2],
          [1, 3],
        ],
      }),
    ),
    form([dense(1500), dense()], step, { results: [], assignments: [[0, 3]] }),
    form([dense(), dense()], step, {
      results: [3],
      assignments: [
        [0, 3],
        [1, 4],
      ],
    }),
    // Exchanged: each is read before the other is overwritten.
    form(
      [dense(9), dense(9)],
      [
        ['contiguous', [0]],
        ['contiguous', [1]],
      ],
      {
        results: [],
        assignments: [
          [0, 3],
          [1, 2],
        ],
      },
    ),
    form(
      [dense(9), dense()],
      [
        ['add', [0, 1]],
        ['add', [1, 1]],
      ],
      { results: [2], assignments: [[1, 3]] },
    ),
    ...(dtype === 'float32' ? [counted([7]), counted([]), counted([0])] : []),
  ];
}

function counted(shape: readonly number[]): Form {
  const count: Slot = { shape: [], dtype: 'float64', values: [4] };
  const float64 = { shape: [], dtype: 'float64' };
  const lines: Line[] = [
    ['fill', [], { ...float64, value: 1 }],
    ['add', [1, 2]],
    ['fill', [], { ...float64, value: 0.5 }],
    ['pow', [4, 3]],
    ['less', [3, 4]],
    ['where', [6, 3, 5]],
    ['cast', [7], { dtype: 'float32' }],
    ['mul', [0, 8]],
    ['cast', [3], { dtype: 'float32' }],
    ['sub', [9, 10]],
  ];
  return form([dense(...shape), count], lines, {
    results: [11, 5],
    assignments: [
      [0, 9],
      [1, 3],
    ],
  });
}

function forms(dtype: DType): Form[] {
  const chains = oddShapes.flatMap((shape) => {
    const all = arrangementsOf(shape);
    return all.map((way, i) =>
      chain(
        dtype,
        laid(way, ...shape),
        laid(all[(i + 1) % all.length]!, ...shape),
        i % 2 === 0 ? dense() : dense(1),
      ),
    );
  });
  const plain = chains.filter(({ slots }) => slots[0]!.shape.length > 0);
  const isTaken = ({ slots, attrs }: Form) => {
    try {
      opTable.elementwise.infer(specsOf(slots, dtype), attrs as ElementwiseAttrs, 'elementwise');
      return true;
    } catch {
      return false;
    }
  };
  return [...plain, ...[...each(dtype), ...mixed(dtype), ...overwriting(dtype)].filter(isTaken)];
}

function specsOf(slots: readonly Slot[], dtype: DType) {
  return slots.map((slot) => ({ shape: slot.shape, dtype: slot.dtype ?? dtype }));
}

/** One instruction, by the reference of its family. */
function compute(op: PointwiseOp, inputs: readonly HostTensor[], attrs: Attrs): HostTensor {
  if (op === 'fill') {
    const { shape, dtype, value } = attrs as AttrsOf<'fill'>;
    return build(shape, dtype, () => Number(value));
  }
  const record = opRecord(op);
  const families = { unary, binary, select, copy } as const;
  const suite = families[
    (record.kind === 'kernel' ? record.family : 'copy') as keyof typeof families
  ] as Suite<OpName>;
  return suite.reference(op, inputs, attrs as AttrsOf<OpName>)[0]!;
}

/** Cases of `elementwise`. */
export const elementwise: Suite<'elementwise'> = {
  forms: (_op, dtype) => forms(dtype),
  specialForms: (_op, dtype, subnormals) => {
    if (!isFloating(dtype)) return [];
    const values = specials(dtype, subnormals);
    const slot: Slot = { shape: [values.length], values };
    return [
      chain(dtype, slot, slot, dense()),
      form(
        [slot],
        [
          ['abs', [0]],
          ['sqrt', [1]],
          ['reciprocal', [2]],
        ],
      ),
    ];
  },
  gradientForms: () => [
    chain('float64', dense(5), dense(5), dense()),
    chain('float64', laid('transposed', 3, 2), laid('stepped', 3, 2), dense(1)),
    form(
      [dense(4), dense(4)],
      [
        ['sigmoid', [0]],
        ['mul', [2, 2]],
        ['div', [3, 1]],
      ],
    ),
    form(
      [dense(), dense()],
      [
        ['exp', [0]],
        ['sub', [2, 1]],
      ],
    ),
  ],
  reference: (_op, inputs, { instructions, results, assignments }) => {
    const values = [...inputs];
    for (const { op, inputs: from, attrs } of instructions) {
      const value = compute(
        op,
        from.map((place) => values[place]!),
        attrs,
      );
      values.push({ ...value, values: [...toTypedArray(value.values, value.dtype)] });
    }
    return [...results, ...assignments.map(([, value]) => value)].map((value) => values[value]!);
  },
};
