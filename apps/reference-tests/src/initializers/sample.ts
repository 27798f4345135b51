// Random numbers beside random numbers: not the samples can agree, but what large ones come to.

import * as tf from '@tensorflow/tfjs';
import { max, mean, min, square, stack, sub, type Tensor, type Tolerance } from 'cambium';
import type { Comparison, Fault, Group } from '../compare/comparison.ts';
import { ourFunction, theirFunction } from '../compare/sides.ts';

/** A distribution, sampled on both sides. */
export interface Sampling {
  readonly group: Group;
  readonly subject: string;
  readonly shape: readonly number[];
  readonly ours: (shape: readonly number[], dtype: Tensor['dtype']) => Tensor;
  readonly theirs: (shape: readonly number[]) => tf.Tensor;
  /** Ours in code. */
  readonly code: string;
  /** Half the width of the distribution, where it is bounded. */
  readonly bound?: number;
  /** Its standard deviation. */
  readonly deviation: number;
  readonly center?: number;
  readonly fault?: string;
}

/** Five standard errors: once in two million samples a right one is farther off. */
const errors = 5;

/** A uniform distribution of this deviation. */
export function flat(deviation: number): Pick<Sampling, 'deviation' | 'bound'> {
  return { deviation, bound: deviation * Math.sqrt(3) };
}

/** Two comparisons: mean and deviation, and the ends where there are any; all in units of the distribution. */
export function sampling(options: Sampling): Comparison[] {
  const { group, subject, shape, ours, theirs, code, bound, deviation, center = 0, fault } = options;
  const count = shape.reduce((size, length) => size * length, 1);
  const base = { group, subject, inputs: [{ shape: [1], values: [1] }], gradientBy: [] };
  const reason = (values: readonly number[]): { fault?: Fault } =>
    fault === undefined ? {} : { fault: { reason: fault, values: () => values } };
  const within = (absolute: number): Tolerance => ({ relative: 0, absolute });
  const moments: Comparison = {
    ...base,
    ours: ourFunction(([one]) => {
      const x = ours(shape, one!.dtype);
      const average = mean(x);
      return stack([
        average.sub(center).div(deviation),
        mean(square(sub(x, average)))
          .sqrt()
          .div(deviation),
      ]);
    }),
    theirs: theirFunction(() => {
      const x = tf.cast(theirs(shape), 'float32');
      const { mean: average, variance } = tf.moments(x);
      return tf.stack([tf.div(tf.sub(average, center), deviation), tf.div(tf.sqrt(variance), deviation)]);
    }),
    code: () =>
      `((x) => stack([mean(x).sub(${center}).div(${deviation}), std(x).div(${deviation})]))(${code})`,
    // The difference of two means of samples, which strays more than their deviations do.
    tolerance: within(errors * Math.sqrt(2 / count)),
    ...reason([0, 1]),
  };
  if (bound === undefined) return [moments];
  const ends: Comparison = {
    ...base,
    ours: ourFunction(([one]) => {
      const x = sub(ours(shape, one!.dtype), center);
      return stack([min(x).div(bound), max(x).div(bound)]);
    }),
    theirs: theirFunction(() => {
      const x = tf.sub(tf.cast(theirs(shape), 'float32'), center);
      return tf.stack([tf.div(tf.min(x), bound), tf.div(tf.max(x), bound)]);
    }),
    code: () =>
      `((x) => stack([min(x).sub(${center}).div(${bound}), max(x).sub(${center}).div(${bound})]))(${code})`,
    // At the ends of a normal distribution that is cut at ±2σ, this is twenty times the mean gap to the extreme of a sample.
    tolerance: within(180 / count),
    ...reason([-1, 1]),
  };
  return [moments, ends];
}
