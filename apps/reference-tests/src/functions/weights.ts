// Constraints of weights and penalties on them, beside the constraints and regularizers of tfjs-layers.

import * as tf from '@tensorflow/tfjs';
import {
  type Constraint,
  l1Penalty,
  l2Penalty,
  mul,
  opRecord,
  Parameter,
  type Tensor,
  valueAndGrad,
} from 'cambium';
import type { Comparison } from '../compare/comparison.ts';
import { type ExportedName, exportedAs } from '../compare/exported.ts';
import { ourFunction, theirFunction } from '../compare/sides.ts';
import { arrangementAt } from '../ops/shapes.ts';

interface Limited {
  readonly name: ExportedName;
  readonly args: readonly number[];
  readonly theirs: (axis: number[]) => { apply(weight: tf.Tensor): tf.Tensor };
}

/** Theirs takes a list of axes, too, though its type knows one alone. */
const along = (axis: number[]) => axis as unknown as number;

const limits: readonly Limited[] = [
  {
    name: 'maxNorm',
    args: [1.5],
    theirs: (axis) => tf.constraints.maxNorm({ maxValue: 1.5, axis: along(axis) }),
  },
  {
    name: 'minMaxNorm',
    args: [1, 2],
    theirs: (axis) => tf.constraints.minMaxNorm({ minValue: 1, maxValue: 2, axis: along(axis) }),
  },
  { name: 'unitNorm', args: [], theirs: (axis) => tf.constraints.unitNorm({ axis: along(axis) }) },
  { name: 'nonNegative', args: [], theirs: () => tf.constraints.nonNeg() },
];

const shapes: readonly (readonly number[])[] = [
  [4, 3],
  [3, 3, 2, 5],
  [7, 1],
];

function constrained({ name, args, theirs }: Limited): Comparison[] {
  const constraint = exportedAs<(...args: readonly number[]) => Constraint>(name)(...args);
  return shapes.flatMap((shape) =>
    [0, 1, 2].map(
      (turn): Comparison => ({
        group: 'function',
        subject: name,
        inputs: [{ shape, arrangement: arrangementAt(shape, turn) }],
        ours: ourFunction(([weight]) => constraint(weight!)),
        theirs: theirFunction(([weight]) => theirs(shape.slice(1).map((_, axis) => axis)).apply(weight!)),
        code: ([weight]) => `${name}(${args.join(', ')})(${weight})`,
        tolerance: opRecord('sum').tolerance,
        gradientBy: [0],
      }),
    ),
  );
}

const penalties = { l1Penalty, l2Penalty };

/** Half the squares count in ours; the strength of theirs holds the half, and the number of examples. */
function penalized(
  name: keyof typeof penalties,
  theirs: (strength: number) => { apply(x: tf.Tensor): tf.Tensor },
): Comparison[] {
  return [1, 50].flatMap((examples) =>
    shapes.map((shape): Comparison => {
      const options = { strength: 0.3, examples };
      return {
        group: 'function',
        subject: name,
        inputs: [{ shape }],
        ours: {
          value: ([weight]) => penalties[name](new Parameter(weight!), options),
          gradients: ([weight], _places, factors) => [penaltyGradient(name, weight!, options, factors)],
        },
        theirs: theirFunction(([weight]) => theirs(0.3 / examples).apply(weight!)),
        code: ([weight]) => `${name}(new Parameter(${weight}), ${JSON.stringify(options)})`,
        gradientCode: ([weight]) => [
          `const parameter = new Parameter(${weight});`,
          `const loss = () => mul(${name}(parameter, ${JSON.stringify(options)}), weights);`,
          'console.log(valueAndGrad(parameter, loss)().grads.get(parameter).dataSync());',
        ],
        tolerance: opRecord('sum').tolerance,
        gradientBy: [0],
      };
    }),
  );
}

function penaltyGradient(
  name: keyof typeof penalties,
  weight: Tensor,
  options: { readonly strength: number; readonly examples: number },
  factors: Tensor,
): Tensor {
  const parameter = new Parameter(weight);
  const { grads } = valueAndGrad(parameter, () => mul(penalties[name](parameter, options), factors))();
  return grads.get(parameter)!;
}

/** All their comparisons. */
export function weighing(): Comparison[] {
  return [
    ...limits.flatMap(constrained),
    ...penalized('l1Penalty', (l1) => tf.regularizers.l1({ l1 })),
    ...penalized('l2Penalty', (strength) => tf.regularizers.l2({ l2: strength / 2 })),
  ];
}
