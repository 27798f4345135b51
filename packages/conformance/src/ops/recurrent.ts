// Steps of recurrent layers. The gradients are expected as sums of products of derivatives, gate by gate.

import { build, elementAt, type HostTensor } from '../harness/host.ts';
import { type Form, laid, type Slot, type Suite } from '../suite.ts';

const sizes: readonly (readonly [number, number])[] = [
  [3, 5],
  [1, 1],
  [2, 4],
  [5, 17],
  [0, 3],
  [2, 63],
];
const ways = ['dense', 'transposed', 'stepped', 'reversed', 'stretched', 'shifted'] as const;

type Step = readonly [batch: number, hidden: number];

/** Inputs of a step, as shapes by its sizes. */
type Shapes = (step: Step) => readonly (readonly number[])[];

const lstmInputs: Shapes = ([batch, hidden]) => [
  [batch, 4 * hidden],
  [batch, hidden],
];
const gruInputs: Shapes = ([batch, hidden]) => [
  [batch, 3 * hidden],
  [batch, 3 * hidden],
  [batch, hidden],
];
const lstmGradInputs: Shapes = (step) => [[2, ...step], ...lstmInputs(step)];
const gruGradInputs: Shapes = (step) => [step, ...gruInputs(step)];

function formsOf(shapes: Shapes, steps: readonly Step[], turns: readonly number[]): Form[] {
  return steps.flatMap((step) =>
    turns.map((turn) => {
      const slots = shapes(step).map((shape, i): Slot => laid(ways[(turn + i) % ways.length]!, ...shape));
      return { slots, attrs: {} };
    }),
  );
}

const allForms = (shapes: Shapes): Form[] => formsOf(shapes, sizes, [0, 1, 2, 3, 4, 5]);
const gradientForms = (shapes: Shapes): Form[] =>
  formsOf(
    shapes,
    [
      [2, 1],
      [1, 2],
    ],
    [0, 1],
  );

/** Gates that saturate on either side. */
function saturated(shapes: Shapes): Form[] {
  const [first, ...others] = shapes([1, 4]);
  const values = [-200, -20, 20, 200];
  const gates = (shape: readonly number[]) => Array.from({ length: shape.at(-1)! }, (_, i) => values[i % 4]!);
  return [
    { slots: [{ shape: first!, values: gates(first!) }, ...others.map((shape) => ({ shape }))], attrs: {} },
  ];
}

/** The logistic function. */
export const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));
const sigmoidSlope = (x: number): number => sigmoid(x) * sigmoid(-x);
const tanhSlope = (x: number): number => 1 / Math.cosh(x) ** 2;

/** One unit of one sample: the gates before activation, by name. */
export function lstmUnit(gates: HostTensor, cell: HostTensor, row: number, unit: number) {
  const [i, f, g, o] = [0, 1, 2, 3].map((k) => elementAt(gates, [row, k * cell.shape[1]! + unit])) as [
    number,
    number,
    number,
    number,
  ];
  const before = elementAt(cell, [row, unit]);
  return { i, f, g, o, before, next: sigmoid(f) * before + sigmoid(i) * Math.tanh(g) };
}

/** Cases of the LSTM step. */
export const lstmCell: Suite<'lstmCell'> = {
  forms: () => allForms(lstmInputs),
  specialForms: () => saturated(lstmInputs),
  gradientForms: () => gradientForms(lstmInputs),
  reference: (_op, inputs) => {
    const [gates, cell] = inputs as readonly [HostTensor, HostTensor];
    return [
      build([2, ...cell.shape], cell.dtype, ([which, row, unit]) => {
        const { o, next } = lstmUnit(gates, cell, row!, unit!);
        return which === 0 ? sigmoid(o) * Math.tanh(next) : next;
      }),
    ];
  },
};

/** Cases of its gradient. */
export const lstmCellGrad: Suite<'lstmCellGrad'> = {
  forms: () => allForms(lstmGradInputs),
  gradientForms: () => gradientForms(lstmGradInputs),
  reference: (_op, inputs) => {
    const [grad, gates, cell] = inputs as readonly [HostTensor, HostTensor, HostTensor];
    const hidden = cell.shape[1]!;
    const ofUnit = (row: number, unit: number) => {
      const step = lstmUnit(gates, cell, row, unit);
      const h = elementAt(grad, [0, row, unit]);
      const c = elementAt(grad, [1, row, unit]) + h * sigmoid(step.o) * tanhSlope(step.next);
      return { ...step, h, c };
    };
    const gateGrad = build(gates.shape, gates.dtype, ([row, place]) => {
      const { i, f, g, o, before, next, h, c } = ofUnit(row!, place! % hidden);
      return [
        c * Math.tanh(g) * sigmoidSlope(i),
        c * before * sigmoidSlope(f),
        c * sigmoid(i) * tanhSlope(g),
        h * Math.tanh(next) * sigmoidSlope(o),
      ][Math.floor(place! / hidden)]!;
    });
    const cellGrad = build(cell.shape, cell.dtype, ([row, unit]) => {
      const { c, f } = ofUnit(row!, unit!);
      return c * sigmoid(f);
    });
    return [inLine(gateGrad, cellGrad)];
  },
};

/** One unit of one sample: sums that await activation, and what the state adds to the new value. */
export function gruUnit(input: HostTensor, recurrent: HostTensor, row: number, unit: number) {
  const hidden = input.shape[1]! / 3;
  const [a, b] = [input, recurrent].map((gates) =>
    [0, 1, 2].map((k) => elementAt(gates, [row, k * hidden + unit])),
  ) as [number[], number[]];
  const [reset, update] = [a[0]! + b[0]!, a[1]! + b[1]!];
  return { reset, update, hiddenNew: b[2]!, fresh: a[2]! + sigmoid(reset) * b[2]! };
}

/** Cases of the GRU step. */
export const gruCell: Suite<'gruCell'> = {
  forms: () => allForms(gruInputs),
  specialForms: () => saturated(gruInputs),
  gradientForms: () => gradientForms(gruInputs),
  reference: (_op, inputs) => {
    const [input, recurrent, hidden] = inputs as readonly [HostTensor, HostTensor, HostTensor];
    return [
      build(hidden.shape, hidden.dtype, ([row, unit]) => {
        const { update, fresh } = gruUnit(input, recurrent, row!, unit!);
        const z = sigmoid(update);
        return (1 - z) * Math.tanh(fresh) + z * elementAt(hidden, [row!, unit!]);
      }),
    ];
  },
};

/** Cases of its gradient. */
export const gruCellGrad: Suite<'gruCellGrad'> = {
  forms: () => allForms(gruGradInputs),
  gradientForms: () => gradientForms(gruGradInputs),
  reference: (_op, inputs) => {
    const [grad, input, recurrent, hidden] = inputs as readonly [
      HostTensor,
      HostTensor,
      HostTensor,
      HostTensor,
    ];
    const width = hidden.shape[1]!;
    const gatesGrad = (ofHidden: boolean) =>
      build(input.shape, input.dtype, ([row, place]) => {
        const unit = place! % width;
        const { reset, update, hiddenNew, fresh } = gruUnit(input, recurrent, row!, unit);
        const g = elementAt(grad, [row!, unit]);
        const freshGrad = g * sigmoid(-update) * tanhSlope(fresh);
        return [
          freshGrad * hiddenNew * sigmoidSlope(reset),
          g * (elementAt(hidden, [row!, unit]) - Math.tanh(fresh)) * sigmoidSlope(update),
          ofHidden ? freshGrad * sigmoid(reset) : freshGrad,
        ][Math.floor(place! / width)]!;
      });
    const hiddenGrad = build(hidden.shape, hidden.dtype, ([row, unit]) => {
      const { update } = gruUnit(input, recurrent, row!, unit!);
      return elementAt(grad, [row!, unit!]) * sigmoid(update);
    });
    return [inLine(gatesGrad(false), gatesGrad(true), hiddenGrad)];
  },
};

/** All elements of the tensors, one tensor behind the other. */
export function inLine(...tensors: readonly HostTensor[]): HostTensor {
  const values = tensors.flatMap((each) => [...each.values]);
  return { shape: [values.length], dtype: tensors[0]!.dtype, values };
}
