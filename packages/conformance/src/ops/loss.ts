// Cross-entropy from scores and labels, and its gradient: few and many classes, sure and unsure scores.

import type { Arrangement } from '../harness/arrange.ts';
import { build, type HostTensor, sizeOf } from '../harness/host.ts';
import { stream } from '../harness/values.ts';
import { logSoftmaxOf } from '../reference/lines.ts';
import { type Form, laid, type Slot, type Suite } from '../suite.ts';

const shapes: readonly (readonly [number, number])[] = [
  [3, 5],
  [1, 1],
  [17, 10],
  [2, 63],
  [5, 4],
  [0, 4],
  [2, 1100],
];
const ways = ['dense', 'transposed', 'stepped', 'reversed', 'stretched', 'shifted'] as const;

function labelsFor([rows, classes]: readonly [number, number], arrangement: Arrangement): Slot {
  const next = stream(rows + classes);
  const values = Array.from({ length: rows }, () => Math.floor(next() * classes));
  return { shape: [rows], dtype: 'int32', arrangement, values };
}

/** Scores and labels; `grad` puts the gradient in front. */
function formOf(shape: readonly [number, number], i: number, grad: boolean): Form {
  const ofRows = (['dense', 'stepped', 'reversed', 'shifted'] as const)[i % 4]!;
  const slots = [laid(ways[i % ways.length]!, ...shape), labelsFor(shape, ofRows)];
  return { slots: grad ? [laid(ofRows, shape[0]), ...slots] : slots, attrs: {} };
}

function formsOf(grad: boolean): Form[] {
  return shapes.flatMap((shape) => ways.map((_, i) => formOf(shape, i, grad)));
}

function specialForms(grad: boolean): Form[] {
  const logits = [
    [1000, 1001, 999],
    [-1000, -1000, 0],
    [-Infinity, 0, 1],
    [3e38, 3e38, -3e38],
    [1, Number.NaN, 2],
    [Infinity, 1, 2],
    [-Infinity, -Infinity, -Infinity],
    [40, 0, 0],
  ];
  return [0, 1, 2].map((label) => {
    const rows = logits.length;
    const slots: Slot[] = [
      { shape: [rows, 3], values: logits.flat() },
      { shape: [rows], dtype: 'int32', values: logits.map(() => label) },
    ];
    return {
      slots: grad ? [{ shape: [rows], values: logits.map((_, i) => i - 2.5) }, ...slots] : slots,
      attrs: {},
    };
  });
}

const gradientShapes: readonly (readonly [number, number])[] = [
  [3, 2],
  [2, 4],
];

function logProbabilities(logits: HostTensor, row: number): number[] {
  const classes = logits.shape[1]!;
  return logSoftmaxOf(logits.values.slice(row * classes, (row + 1) * classes));
}

/** Cases of the cross-entropy. */
export const crossEntropy: Suite<'crossEntropy'> = {
  forms: () => formsOf(false),
  specialForms: () => specialForms(false),
  gradientForms: () => gradientShapes.flatMap((shape) => [0, 1].map((i) => formOf(shape, i, false))),
  reference: (_op, inputs) => {
    const [logits, labels] = inputs as readonly [HostTensor, HostTensor];
    return [
      build(labels.shape, logits.dtype, ([row]) => -logProbabilities(logits, row!)[labels.values[row!]!]!),
    ];
  },
  terms: (_op, inputs) => sizeOf(inputs[0]!.shape.slice(1)),
};

/** Cases of its gradient. */
export const crossEntropyGrad: Suite<'crossEntropyGrad'> = {
  forms: () => formsOf(true),
  specialForms: () => specialForms(true),
  gradientForms: () => gradientShapes.flatMap((shape) => [0, 1].map((i) => formOf(shape, i, true))),
  reference: (_op, inputs) => {
    const [grad, logits, labels] = inputs as readonly [HostTensor, HostTensor, HostTensor];
    return [
      build(logits.shape, logits.dtype, ([row, column]) => {
        const log = logProbabilities(logits, row!)[column!]!;
        const error = labels.values[row!] === column ? Math.expm1(log) : Math.exp(log);
        return grad.values[row!]! * error;
      }),
    ];
  },
  terms: (_op, inputs) => sizeOf(inputs[1]!.shape.slice(1)),
};
