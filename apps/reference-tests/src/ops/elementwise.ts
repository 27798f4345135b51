// The op that runs programs: each instruction by the counterpart of its op.

import * as tf from '@tensorflow/tfjs';
import { type Attrs, type AttrsOf, isDifferentiable, type OpName, type PointwiseOp } from 'cambium';
import { binaryOps } from './binary.ts';
import type { Counterpart, Counterparts, Form } from './counterpart.ts';
import { movementOps } from './movement.ts';
import { arrangementAt } from './shapes.ts';
import { unaryOps } from './unary.ts';

type Line = readonly [op: PointwiseOp, inputs: readonly number[], attrs?: Attrs];
type ProgramAttrs = AttrsOf<'elementwise'>;

function program(inputs: number, lines: readonly Line[], results: readonly number[]): ProgramAttrs {
  const instructions = lines.map(([op, from, attrs = {}]) => ({ op, inputs: from, attrs }));
  return { instructions, results: results.map((line) => inputs + line), assignments: [] };
}

const parts: Counterparts = { ...unaryOps, ...binaryOps, ...movementOps };

/** All values of a program, one after the other. */
function run(inputs: readonly tf.Tensor[], { instructions }: ProgramAttrs): tf.Tensor[] {
  const values = [...inputs];
  for (const { op, inputs: from, attrs } of instructions) {
    const { theirs } = parts[op] as Counterpart<OpName>;
    const operands = from.map((place) => values[place]!);
    // Their gradients stop with an error at what has none.
    const own = isDifferentiable(op)
      ? operands
      : operands.map((x) => tf.tensor(x.dataSync(), x.shape, x.dtype));
    values.push(theirs(own, attrs as AttrsOf<OpName>));
  }
  return values;
}

const chain = program(
  3,
  [
    ['mul', [0, 1]],
    ['add', [3, 2]],
    ['relu', [4]],
    ['mul', [5, 0]],
    ['sub', [6, 1]],
  ],
  [4],
);
const smooth = program(
  2,
  [
    ['sigmoid', [0]],
    ['mul', [2, 2]],
    ['tanh', [1]],
    ['add', [3, 4]],
    ['exp', [5]],
  ],
  [4],
);
const choice = program(
  2,
  [
    ['less', [0, 1]],
    ['where', [2, 1, 0]],
    ['sub', [3, 0]],
    ['abs', [4]],
  ],
  [3],
);
const several = program(
  2,
  [
    ['add', [0, 1]],
    ['square', [2]],
    ['sqrt', [3]],
  ],
  [0, 2],
);

const shapes: readonly (readonly number[])[] = [[7], [3, 5], [2, 1, 4], [0, 3], [2049], [50_003]];

function formsOf(attrs: ProgramAttrs, slots: readonly ('full' | 'single')[]): Form<'elementwise'>[] {
  return shapes.flatMap((shape) =>
    [0, 1, 2, 3].map(
      (turn): Form<'elementwise'> => ({
        inputs: slots.map((slot, i) => {
          const own = slot === 'single' ? [] : shape;
          const large =
            shape[0]! > 1000 ? ({ regular: true } as const) : { arrangement: arrangementAt(own, turn + i) };
          // Not the same numbers twice, which would be ties.
          return { shape: own, range: [0.5 + i * 0.01, 2] as const, ...large };
        }),
        attrs,
      }),
    ),
  );
}

const full = ['full', 'full'] as const;

/** Counterpart of programs. */
export const elementwiseOps: Counterparts = {
  elementwise: [
    {
      theirs: (inputs, attrs) => run(inputs, attrs)[attrs.results[0]!]!,
      forms: [
        ...formsOf(chain, ['full', 'full', 'single']),
        ...formsOf(smooth, full),
        ...formsOf(choice, full),
        ...formsOf(several, full),
      ],
    },
    {
      theirs: (inputs, attrs) => run(inputs, attrs)[attrs.results[1]!]!,
      forms: formsOf(several, full),
      output: 1,
    },
  ],
};
