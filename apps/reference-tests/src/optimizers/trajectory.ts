// How both sides train: many steps down one valley, every point on the way compared.

import * as tf from '@tensorflow/tfjs';
import { type GradientMap, mul, opRecord, Parameter, stack, sub, type Tensor } from 'cambium';
import type { Comparison, Fault, Group } from '../compare/comparison.ts';
import { ourFunction, theirFunction } from '../compare/sides.ts';

/** What our optimizers have in common. */
interface Steps {
  step(gradients: GradientMap): void;
}

/** One optimizer on both sides. */
export interface Race {
  readonly group: Group;
  readonly subject: string;
  /** Makes ours for a parameter. */
  readonly ours: (parameter: Parameter) => Steps;
  /** Makes theirs. */
  readonly theirs: () => tf.Optimizer;
  /** What theirs is told before a step, counted from 0. */
  readonly before?: (optimizer: tf.Optimizer, step: number) => void;
  /** Ours in code, for a parameter of this name. */
  readonly code: (parameter: string) => string;
  /** What theirs does otherwise than its source says. */
  readonly fault?: Fault;
}

/** Number of steps. */
export const steps = 30;
/** Where the valley is steep, and where flat: the gradient is `slope · (w − target)`. */
const slope = [3, 0.5, 0.02, -0.1, 1, 2, 0.3];
const target = [1, -2, 0.5, 0, 3, -1, 0.25];

/** The comparison of all points on the way, from two places. */
export function trajectory({ group, subject, ours, theirs, before, code, fault }: Race): Comparison[] {
  return [0, 1].map(
    (number): Comparison => ({
      group,
      subject,
      inputs: [{ shape: [slope.length], range: number === 0 ? [-1, 1] : [2, 6] }, ...constants],
      ours: ourFunction(([start, slopes, targets]) => {
        const parameter = new Parameter(start!);
        const optimizer = ours(parameter);
        return stack(
          points((): Tensor => {
            optimizer.step(new Map([[parameter, mul(slopes!, sub(parameter, targets!))]]));
            return mul(parameter, 1);
          }),
        );
      }),
      theirs: theirFunction(([start, slopes, targets]) => {
        const variable = tf.variable(start!);
        const optimizer = theirs();
        const way = points((step) => {
          before?.(optimizer, step);
          optimizer.applyGradients({ [variable.name]: tf.mul(slopes!, tf.sub(variable, targets!)) });
          return tf.clone(tf.reshape(variable, variable.shape));
        });
        const result = tf.stack(way);
        optimizer.dispose();
        variable.dispose();
        return result;
      }),
      code: ([start, slopes, targets]) => `stack(Array.from({ length: ${steps} }, ((parameter) => {
  const optimizer = ${code('parameter')};
  return () => {
    optimizer.step(new Map([[parameter, mul(${slopes}, sub(parameter, ${targets}))]]));
    return mul(parameter, 1);
  };
})(new Parameter(${start}))))`,
      // Rounding errors of all steps add up.
      tolerance: opRecord('sum').tolerance,
      terms: steps,
      gradientBy: [],
      ...(fault === undefined ? {} : { fault }),
    }),
  );
}

const constants = [
  { shape: [slope.length], values: slope },
  { shape: [target.length], values: target },
];

function points<T>(step: (number: number) => T): T[] {
  return Array.from({ length: steps }, (_, number) => step(number));
}
