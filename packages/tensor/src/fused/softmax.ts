// What softmax and its logarithm are made of. The greatest score is subtracted, so that no exponential overflows.

import { div, sub } from '../ops/arithmetic.ts';
import { exp, log } from '../ops/math.ts';
import { max, sum } from '../ops/reduce.ts';
import type { Tensor } from '../tensor.ts';
import type { Decomposition } from './table.ts';

/** `exp(x) / Σ exp(x)`. */
export const softmax: Decomposition<'softmax'> = ([x], { axis }) => {
  const powers = exp(shifted(x!, axis));
  return [div(powers, sum(powers, axis, { keepDims: true }))];
};

/** `x − log Σ exp(x)`. */
export const logSoftmax: Decomposition<'logSoftmax'> = ([x], { axis }) => {
  const scores = shifted(x!, axis);
  return [sub(scores, log(sum(exp(scores), axis, { keepDims: true })))];
};

/** Scores of which the greatest is 0. */
export function shifted(x: Tensor, axis: number): Tensor {
  return sub(x, max(x, axis, { keepDims: true }));
}
