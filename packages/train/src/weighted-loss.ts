// The loss under the weights of samples and classes.

import {
  argMax,
  cast,
  div,
  formatShape,
  gather,
  type LossOptions,
  mul,
  onesLike,
  sameShape,
  sum,
  type Tensor,
  TensorError,
  tensor,
  where,
} from '@cambium/tensor';
import { countingLabels } from './metrics/classes.ts';
import { alignWeights } from './sample-weights.ts';
import type { TrainingBatch } from './training-data.ts';

/**
 * Compares outputs with targets; a scalar, the mean over the batch. With weights of samples or classes it is asked for
 * `reduction: 'none'`, the loss of each sample.
 */
export type LossFunction = (output: Tensor, target: Tensor, options?: LossOptions) => Tensor;

/** The loss of a batch, and by what its sum was divided. */
export interface BatchLoss {
  readonly value: Tensor;
  /** Number of samples, or the sum of their weights. */
  readonly count: Tensor | number;
  /** Weights of samples, times those of their classes; `[samples]` or the shape of the losses. Left out where all count alike. */
  readonly weights?: Tensor;
}

/**
 * The loss of a batch: `Σ wᵢ Lᵢ / Σ wᵢ` with `wᵢ` the weight of the sample times the weight of its class; the plain loss
 * where there are no weights. A batch in which nothing counts has the loss 0.
 *
 * @throws TensorError `value` if weights are given and the loss does not take options, `shape` if they do not fit
 */
export function batchLoss(
  loss: LossFunction,
  output: Tensor,
  { x, y, weights }: TrainingBatch,
  classWeights?: readonly number[],
): BatchLoss {
  if (weights === undefined && classWeights === undefined) {
    return { value: loss(output, y), count: x.shape[0]! };
  }
  const losses = loss(output, y, { reduction: 'none' });
  if (losses.rank === 0) {
    const fix =
      'Pass its third argument on: (output, target, options) => crossEntropy(output, target, options).';
    throw new TensorError('fit', 'value', `weights need the loss of each sample, got a scalar. ${fix}`);
  }
  let importance = onesLike(losses);
  if (weights !== undefined) importance = mul(importance, alignWeights('fit', weights, losses));
  if (classWeights !== undefined)
    importance = mul(importance, weightsOfClasses(classWeights, y, output, losses));
  const count = sum(importance);
  const value = div(sum(mul(losses, importance)), where(count.equal(0), 1, count));
  // without classes the weights as they are: they fit what a metric measures of each sample, whatever its shape
  return { value, count, weights: classWeights === undefined ? weights! : importance };
}

/**
 * Weights that make all classes count alike: `samples / (classes · samples of the class)`. A class without samples gets 0.
 *
 * @param labels class of each sample, from 0
 * @param classes number of classes; the greatest label + 1 unless given
 * @throws TensorError `index` if a label is not one of the classes
 * @see King and Zeng, "Logistic regression in rare events data" (2001)
 * @example
 * ```ts
 * balancedClassWeights([0, 0, 0, 1]);   // [0.6667, 2]
 * ```
 */
export function balancedClassWeights(labels: ArrayLike<number>, classes?: number): number[] {
  let number = classes ?? 0;
  if (classes === undefined)
    for (let i = 0; i < labels.length; i++) number = Math.max(number, labels[i]! + 1);
  const counts = new Array<number>(number).fill(0);
  for (let i = 0; i < labels.length; i++) {
    const label = labels[i]!;
    if (counts[label] === undefined) {
      const range = `labels are integers from 0 to ${number - 1}`;
      throw new TensorError('balancedClassWeights', 'index', `${range}, got ${label} for sample ${i}.`);
    }
    counts[label]++;
  }
  return counts.map((count) => (count === 0 ? 0 : labels.length / (number * count)));
}

function weightsOfClasses(
  classWeights: readonly number[],
  target: Tensor,
  output: Tensor,
  losses: Tensor,
): Tensor {
  const isOneHot = sameShape(target.shape, output.shape) && !sameShape(target.shape, losses.shape);
  const labels = isOneHot ? argMax(target, -1) : cast(target, 'int32');
  if (!sameShape(labels.shape, losses.shape)) {
    const what = `classWeights need a class for each loss: targets are ${formatShape(target.shape)}`;
    throw new TensorError('fit', 'shape', `${what}, losses ${formatShape(losses.shape)}.`, {
      shapes: [target.shape, losses.shape],
    });
  }
  const table = tensor(classWeights, { dtype: losses.dtype });
  return countingLabels('classWeights', classWeights.length, () => gather(table, labels));
}
