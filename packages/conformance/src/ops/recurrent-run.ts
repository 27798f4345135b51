// All steps of recurrent layers. The references go from step to step and unit to unit; the gradients take gates and states
// as they are given, whether or not they belong together.

import { build, elementAt, type HostTensor, sizeOf } from '../harness/host.ts';
import { stream } from '../harness/values.ts';
import { type Form, laid, type Slot, type Suite } from '../suite.ts';
import { gruUnit, inLine, lstmUnit, sigmoid } from './recurrent.ts';

type Sizes = readonly [time: number, batch: number, hidden: number];
type Shapes = (sizes: Sizes) => readonly (readonly number[])[];

const sizes: readonly Sizes[] = [
  [3, 3, 5],
  [1, 1, 1],
  [2, 2, 4],
  [2, 5, 17],
  [4, 7, 3],
  [2, 0, 3],
  [2, 1, 63],
  [2, 2, 70],
  [2, 140, 2],
];
const ways = ['dense', 'transposed', 'stepped', 'reversed', 'stretched', 'shifted'] as const;

const lstmInputs: Shapes = ([time, batch, hidden]) => [
  [time, batch, 4 * hidden],
  [hidden, 4 * hidden],
  [batch, hidden],
  [batch, hidden],
];
const lstmGradInputs: Shapes = ([time, batch, hidden]) => [
  [2, time, batch, hidden],
  [hidden, 4 * hidden],
  [batch, hidden],
  [2, time, batch, hidden],
  [time, batch, 4 * hidden],
];
const gruInputs: Shapes = ([time, batch, hidden]) => [
  [time, batch, 3 * hidden],
  [hidden, 3 * hidden],
  [3 * hidden],
  [batch, hidden],
];
const gruGradInputs: Shapes = ([time, batch, hidden]) => [
  [time, batch, hidden],
  [hidden, 3 * hidden],
  [batch, hidden],
  [time, batch, hidden],
  [time, batch, 4 * hidden],
];

/** Numbers between -1 and 1, as activated gates are: beyond, gradients grow from step to step, and their errors too. */
function moderate(shape: readonly number[], seed: number): number[] {
  const next = stream(seed);
  return Array.from({ length: sizeOf(shape) }, () => 2 * next() - 1);
}

function formsOf(shapes: Shapes, runs: readonly Sizes[], turns: readonly number[]): Form[] {
  return runs.flatMap((run) =>
    turns.map((turn) => {
      const slots = shapes(run).map((shape, i): Slot => {
        if (shape.length === 1) return { shape };
        return { ...laid(ways[(turn + i) % ways.length]!, ...shape), values: moderate(shape, 7 * turn + i) };
      });
      return { slots, attrs: {} };
    }),
  );
}

/** Sums that saturate the gates on either side. */
function saturated(shapes: Shapes): Form[] {
  const [first, ...others] = shapes([1, 1, 4]) as [readonly number[], ...(readonly number[])[]];
  const values = Array.from({ length: sizeOf(first) }, (_, i) => [-200, -20, 20, 200][i % 4]!);
  return [{ slots: [{ shape: first, values }, ...others.map((shape) => ({ shape }))], attrs: {} }];
}

/** What all suites have in common: sums run over the hidden state, or back over the gates, step by step. */
function suiteOf<N extends 'lstm' | 'lstmGrad' | 'gru' | 'gruGrad'>(
  shapes: Shapes,
  reference: (inputs: readonly HostTensor[]) => readonly HostTensor[],
): Suite<N> {
  return {
    forms: () => formsOf(shapes, sizes, [0, 1, 2, 3, 4, 5]),
    gradientForms: () => [...formsOf(shapes, [[2, 1, 2]], [0, 1]), ...formsOf(shapes, [[1, 2, 1]], [0])],
    reference: (_op, inputs) => reference(inputs),
    terms: (_op, inputs) => inputs[0]!.shape.at(-3)! * inputs[1]!.shape[1]!,
  };
}

/** `x[step]`, without that axis. */
function stepOf(x: HostTensor, ...place: readonly number[]): HostTensor {
  const shape = x.shape.slice(place.length);
  return build(shape, x.dtype, (index) => elementAt(x, [...place, ...index]));
}

/** `left · right (+ added)` */
function product(
  left: HostTensor,
  right: HostTensor,
  added?: (index: readonly number[]) => number,
): HostTensor {
  const [rows, depth] = left.shape as [number, number];
  return build([rows, right.shape[1]!], left.dtype, (index) => {
    let sum = added?.(index) ?? 0;
    for (let k = 0; k < depth; k++) sum += elementAt(left, [index[0]!, k]) * elementAt(right, [k, index[1]!]);
    return sum;
  });
}

function transposed(x: HostTensor): HostTensor {
  return build([x.shape[1]!, x.shape[0]!], x.dtype, ([i, j]) => elementAt(x, [j!, i!]));
}

/** Tensors one above the other. */
function stacked(parts: readonly HostTensor[]): HostTensor {
  const [first] = parts as readonly [HostTensor];
  return {
    ...first,
    shape: [parts.length, ...first.shape],
    values: parts.flatMap(({ values }) => [...values]),
  };
}

const lstmRun = suiteOf<'lstm'>(lstmInputs, (inputs) => {
  const [projected, weight] = inputs as readonly [HostTensor, HostTensor];
  let [, , hidden, cell] = inputs as [HostTensor, HostTensor, HostTensor, HostTensor];
  const { dtype, shape } = cell;
  const size = shape[1]!;
  const [hiddens, cells, gates]: HostTensor[][] = [[], [], []] as HostTensor[][];
  for (let step = 0; step < projected.shape[0]!; step++) {
    const sums = product(hidden, weight, (index) => elementAt(projected, [step, ...index]));
    const before = cell;
    const units = (row: number, unit: number) => lstmUnit(sums, before, row, unit);
    gates!.push(
      build(sums.shape, dtype, ([row, place]) => {
        const gate = Math.floor(place! / size);
        const sum = elementAt(sums, [row!, place!]);
        return gate === 2 ? Math.tanh(sum) : sigmoid(sum);
      }),
    );
    cell = build(shape, dtype, ([row, unit]) => units(row!, unit!).next);
    hidden = build(shape, dtype, ([row, unit]) => {
      const { o, next } = units(row!, unit!);
      return sigmoid(o) * Math.tanh(next);
    });
    hiddens!.push(hidden);
    cells!.push(cell);
  }
  return [stacked([stacked(hiddens!), stacked(cells!)]), stacked(gates!)];
});

/** Its gradient. */
export const lstmGrad = suiteOf<'lstmGrad'>(lstmGradInputs, (inputs) => {
  const [grad, weight, cell, states, gates] = inputs as [
    HostTensor,
    HostTensor,
    HostTensor,
    HostTensor,
    HostTensor,
  ];
  const { dtype, shape } = cell;
  const [time, size] = [gates.shape[0]!, shape[1]!];
  let [hiddenGrad, cellGrad] = [0, 1].map(() => build(shape, dtype, () => 0)) as [HostTensor, HostTensor];
  const gateGrads: HostTensor[] = [];
  for (let step = time - 1; step >= 0; step--) {
    const [later, laterCell] = [hiddenGrad, cellGrad];
    const unitOf = (row: number, unit: number) => {
      const [i, f, g, o] = [0, 1, 2, 3].map((gate) => elementAt(gates, [step, row, gate * size + unit]));
      const slope = 1 - Math.tanh(elementAt(states, [1, step, row, unit])) ** 2;
      const h = elementAt(later, [row, unit]) + elementAt(grad, [0, step, row, unit]);
      const c = elementAt(laterCell, [row, unit]) + elementAt(grad, [1, step, row, unit]) + h * o! * slope;
      return { i: i!, f: f!, g: g!, o: o!, h, c };
    };
    const gateGrad = build([shape[0]!, 4 * size], dtype, ([row, place]) => {
      const unit = place! % size;
      const { i, f, g, o, h, c } = unitOf(row!, unit);
      const before =
        step === 0 ? elementAt(cell, [row!, unit]) : elementAt(states, [1, step - 1, row!, unit]);
      const exposed = Math.tanh(elementAt(states, [1, step, row!, unit]));
      return [c * g * (i - i * i), c * before * (f - f * f), c * i * (1 - g * g), h * exposed * (o - o * o)][
        Math.floor(place! / size)
      ]!;
    });
    cellGrad = build(shape, dtype, ([row, unit]) => {
      const { c, f } = unitOf(row!, unit!);
      return c * f;
    });
    gateGrads[step] = gateGrad;
    hiddenGrad = product(gateGrad, transposed(weight));
  }
  return [inLine(stacked(gateGrads), hiddenGrad, cellGrad)];
});

const gruRun = suiteOf<'gru'>(gruInputs, (inputs) => {
  const [projected, weight, bias, initial] = inputs as [HostTensor, HostTensor, HostTensor, HostTensor];
  const { dtype, shape } = initial;
  const size = shape[1]!;
  let hidden = initial;
  const [states, gates]: HostTensor[][] = [[], []] as HostTensor[][];
  for (let step = 0; step < projected.shape[0]!; step++) {
    const before = hidden;
    const ofState = product(before, weight, ([, place]) => bias.values[place!]!);
    const ofInput = stepOf(projected, step);
    const unitOf = (row: number, unit: number) => {
      const { reset, update, hiddenNew, fresh } = gruUnit(ofInput, ofState, row, unit);
      return [sigmoid(reset), sigmoid(update), hiddenNew, Math.tanh(fresh)] as const;
    };
    hidden = build(shape, dtype, ([row, unit]) => {
      const [, z, , n] = unitOf(row!, unit!);
      return (1 - z) * n + z * elementAt(before, [row!, unit!]);
    });
    states!.push(hidden);
    gates!.push(
      build(
        [shape[0]!, 4 * size],
        dtype,
        ([row, place]) => unitOf(row!, place! % size)[Math.floor(place! / size)]!,
      ),
    );
  }
  return [stacked(states!), stacked(gates!)];
});

/** Its gradient. */
export const gruGrad = suiteOf<'gruGrad'>(gruGradInputs, (inputs) => {
  const [grad, weight, initial, states, gates] = inputs as [
    HostTensor,
    HostTensor,
    HostTensor,
    HostTensor,
    HostTensor,
  ];
  const { dtype, shape } = initial;
  const size = shape[1]!;
  let hiddenGrad = build(shape, dtype, () => 0);
  const [ofInput, ofState]: HostTensor[][] = [[], []] as HostTensor[][];
  for (let step = gates.shape[0]! - 1; step >= 0; step--) {
    const later = hiddenGrad;
    const unitOf = (row: number, unit: number) => {
      const [r, z, hiddenNew, n] = [0, 1, 2, 3].map((gate) =>
        elementAt(gates, [step, row, gate * size + unit]),
      ) as [number, number, number, number];
      const h = elementAt(later, [row, unit]) + elementAt(grad, [step, row, unit]);
      const before = step === 0 ? elementAt(initial, [row, unit]) : elementAt(states, [step - 1, row, unit]);
      const fresh = h * (1 - z) * (1 - n * n);
      return {
        h,
        z,
        r,
        fresh,
        reset: fresh * hiddenNew * (r - r * r),
        update: h * (before - n) * (z - z * z),
      };
    };
    const gradOf = (isState: boolean) =>
      build([shape[0]!, 3 * size], dtype, ([row, place]) => {
        const { r, fresh, reset, update } = unitOf(row!, place! % size);
        return [reset, update, isState ? fresh * r : fresh][Math.floor(place! / size)]!;
      });
    ofInput![step] = gradOf(false);
    ofState![step] = gradOf(true);
    hiddenGrad = product(gradOf(true), transposed(weight), ([row, unit]) => {
      const { h, z } = unitOf(row!, unit!);
      return h * z;
    });
  }
  return [inLine(stacked(ofInput!), stacked(ofState!), hiddenGrad)];
});

/** All steps of an LSTM. */
export const lstm: Suite<'lstm'> = { ...lstmRun, specialForms: () => saturated(lstmInputs) };

/** All steps of a GRU. */
export const gru: Suite<'gru'> = { ...gruRun, specialForms: () => saturated(gruInputs) };
