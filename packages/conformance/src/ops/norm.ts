// Normalisation by feature and by row, and the gradients: few and many rows, means far from 0, constant features.

import { execute, executeAll } from '@cambium/tensor';
import type { Arrangement } from '../harness/arrange.ts';
import { build, type HostTensor, sizeOf } from '../harness/host.ts';
import { sample } from '../harness/values.ts';
import { momentsOf, standardized, standardizedGrad } from '../reference/norm.ts';
import { dense, type Form, laid, type Slot, type Suite } from '../suite.ts';

type Shape = readonly number[];

const shapes: readonly Shape[] = [
  [5, 3],
  [1, 4],
  [17, 63],
  [70, 2],
  [3, 5, 2, 17],
  [40, 4],
  [6, 1],
  [9, 21],
];
const ways = ['dense', 'transposed', 'stepped', 'reversed', 'shifted'] as const;

/** `wholes` inputs of the shape of x, and `parts` of the length of its last axis. */
function formOf(x: Shape, wholes: number, parts: number, i = 0, epsilon = 1e-3): Form {
  const way = (turn: number): Arrangement => ways[(i + turn) % ways.length]!;
  const features = x.at(-1)!;
  return {
    slots: [
      ...Array.from({ length: wholes }, (_, turn) => laid(way(turn), ...x)),
      ...Array.from({ length: parts }, () => (i === 0 ? dense(features) : laid('stepped', features))),
    ],
    attrs: { epsilon },
  };
}

const formsOf = (wholes: number, parts: number, empty: readonly Shape[]): Form[] => [
  ...shapes.flatMap((shape) => ways.map((_, i) => formOf(shape, wholes, parts, i))),
  ...empty.map((shape) => formOf(shape, wholes, parts)),
];

/** Features far from 0, and one that is constant. */
function hardForms(wholes: number, parts: number): Form[] {
  const values = sample('float32', 40 * 5, 11).map((x, i) => (i % 5 === 0 ? 3 : x / 4 + 50 * (i % 5)));
  const slots: Slot[] = [
    ...Array.from({ length: wholes - 1 }, () => dense(40, 5)),
    { shape: [40, 5], values },
    ...Array.from({ length: parts }, () => dense(5)),
  ];
  return [{ slots, attrs: { epsilon: 1e-3 } }];
}

const gradientForms = (wholes: number, parts: number): Form[] => [
  formOf([4, 2], wholes, parts),
  formOf([2, 3, 3], wholes, parts, 1, 0.1),
];

/** Columns or rows of a tensor seen as a matrix of features. */
function linesOf(x: HostTensor, by: 'column' | 'row'): number[][] {
  const features = x.shape.at(-1)!;
  const rows = Array.from({ length: sizeOf(x.shape.slice(0, -1)) }, (_, row) =>
    x.values.slice(row * features, (row + 1) * features),
  );
  return by === 'row' ? rows : Array.from({ length: features }, (_, c) => rows.map((row) => row[c]!));
}

/** Builds a tensor of the shape of x from lines. */
function fromLines(x: HostTensor, by: 'column' | 'row', lines: readonly (readonly number[])[]): number[] {
  const features = x.shape.at(-1)!;
  return x.values.map((_, i) => {
    const [row, column] = [Math.floor(i / features), i % features];
    return by === 'row' ? lines[row]![column]! : lines[column]![row]!;
  });
}

function normalized(inputs: readonly HostTensor[], by: 'column' | 'row', epsilon: number): HostTensor {
  const [x, scale, shift] = inputs as readonly [HostTensor, HostTensor, HostTensor];
  const features = x.shape.at(-1)!;
  const normal = fromLines(
    x,
    by,
    linesOf(x, by).map((line) => standardized(line, epsilon)),
  );
  const values = normal.map((y, i) => y * scale.values[i % features]! + shift.values[i % features]!);
  return { ...x, values };
}

function gradients(inputs: readonly HostTensor[], by: 'column' | 'row', epsilon: number): HostTensor {
  const [g, x, scale] = inputs as readonly [HostTensor, HostTensor, HostTensor];
  const features = x.shape.at(-1)!;
  const scaled = { ...g, values: g.values.map((value, i) => value * scale.values[i % features]!) };
  const gLines = linesOf(scaled, by);
  const lines = linesOf(x, by);
  const inputGrad = fromLines(
    x,
    by,
    lines.map((line, i) => standardizedGrad(line, gLines[i]!, epsilon)),
  );
  const normal = fromLines(
    x,
    by,
    lines.map((line) => standardized(line, epsilon)),
  );
  const byFeature = (value: (i: number) => number) =>
    linesOf({ ...g, values: g.values.map((_, i) => value(i)) }, 'column').map((column) =>
      column.reduce((total, each) => total + each, 0),
    );
  const values = [
    ...inputGrad,
    ...byFeature((i) => g.values[i]! * normal[i]!),
    ...byFeature((i) => g.values[i]!),
  ];
  return { shape: [values.length / features, features], dtype: x.dtype, values };
}

const rowsOf = ({ shape }: HostTensor): number => sizeOf(shape.slice(0, -1));

/** Cases of batch normalisation in training. */
export const batchNorm: Suite<'batchNorm'> = {
  forms: () => formsOf(1, 2, [[0, 3]]),
  specialForms: () => hardForms(1, 2),
  gradientForms: () => gradientForms(1, 2),
  reference: (_op, inputs, { epsilon }) => {
    const [x] = inputs as readonly [HostTensor];
    const moments = linesOf(x, 'column').map(momentsOf);
    const shape = [x.shape.at(-1)!];
    return [
      normalized(inputs, 'column', epsilon),
      build(shape, x.dtype, ([c]) => moments[c!]!.mean),
      build(shape, x.dtype, ([c]) => moments[c!]!.variance),
    ];
  },
  terms: (_op, [x]) => rowsOf(x!),
};

/** Cases of its gradient. The statistics are not free: they are those of x. */
export const batchNormGrad: Suite<'batchNormGrad'> = {
  forms: () => formsOf(2, 3, [[0, 3]]),
  specialForms: () => hardForms(2, 3),
  gradientForms: () => gradientForms(2, 3),
  reference: (_op, inputs, { epsilon }) => [gradients(inputs, 'column', epsilon)],
  call: (op, inputs, attrs) => {
    const [g, x, scale] = inputs;
    const [, mean, variance] = executeAll('batchNorm', [x!, scale!, scale!], attrs);
    return [execute(op, [g!, x!, scale!, mean!, variance!], attrs)];
  },
  terms: (_op, [g]) => rowsOf(g!),
};

/** Cases of batch normalisation with given statistics. */
export const batchNormInference: Suite<'batchNormInference'> = {
  forms: () => formsOf(1, 4, [[0, 3]]).map(withPositive),
  gradientForms: () => gradientForms(1, 4),
  reference: (_op, inputs, { epsilon }) => {
    const [x, mean, variance, scale, shift] = inputs.map(({ values }) => values) as [
      number[],
      number[],
      number[],
      number[],
      number[],
    ];
    const values = x.map((value, i) => {
      const c = i % mean.length;
      return ((value - mean[c]!) / Math.sqrt(variance[c]! + epsilon)) * scale[c]! + shift[c]!;
    });
    return [{ ...inputs[0]!, values }];
  },
};

/** Gives the variance values that a variance can have. */
function withPositive(form: Form): Form {
  const slots = form.slots.map((slot, i) =>
    i === 2 ? { ...slot, values: sample('float32', sizeOf(slot.shape), 5).map((x) => x * x + 0.1) } : slot,
  );
  return { ...form, slots };
}

/** Cases of layer normalisation. */
export const layerNorm: Suite<'layerNorm'> = {
  forms: () =>
    formsOf(1, 2, [
      [0, 3],
      [3, 1100],
    ]),
  specialForms: () => hardForms(1, 2),
  gradientForms: () => gradientForms(1, 2),
  reference: (_op, inputs, { epsilon }) => [normalized(inputs, 'row', epsilon)],
  terms: (_op, [x]) => x!.shape.at(-1)!,
};

/** Cases of its gradient. */
export const layerNormGrad: Suite<'layerNormGrad'> = {
  forms: () =>
    formsOf(2, 1, [
      [0, 3],
      [3, 1100],
    ]),
  specialForms: () => hardForms(2, 1),
  gradientForms: () => gradientForms(2, 1),
  reference: (_op, inputs, { epsilon }) => [gradients(inputs, 'row', epsilon)],
  terms: (_op, [x]) => Math.max(rowsOf(x!), x!.shape.at(-1)!),
};
