// What the cross-entropy and its gradient are made of.

import { execute } from '../execute.ts';
import { mul, sub } from '../ops/arithmetic.ts';
import { equal } from '../ops/compare.ts';
import { castTo, countBeside } from '../ops/lift.ts';
import { exp, log } from '../ops/math.ts';
import { sum } from '../ops/reduce.ts';
import { expandDims, squeeze } from '../ops/shape.ts';
import { shifted, softmax } from './softmax.ts';
import type { Decomposition } from './table.ts';

/** `log Σ exp(x) − x[label]` of each row. */
export const crossEntropy: Decomposition<'crossEntropy'> = ([logits, labels]) => {
  const relative = shifted(logits!, 1);
  const chosen = execute('takeAlongAxis', [relative, expandDims(labels!, 1)], { axis: 1 });
  return [sub(log(sum(exp(relative), 1)), squeeze(chosen, 1))];
};

/** `g · (softmax(x) − one-hot)` of each row. */
export const crossEntropyGrad: Decomposition<'crossEntropyGrad'> = ([g, logits, labels]) => {
  const isLabel = equal(countBeside(logits!.shape[1]!, logits!), expandDims(labels!, 1));
  const [probabilities] = softmax([logits!], { axis: 1 });
  return [mul(expandDims(g!, 1), sub(probabilities!, castTo(isLabel, logits!.dtype)))];
};
