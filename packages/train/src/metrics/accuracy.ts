// The share of right answers.

import {
  any,
  cast,
  equal,
  expandDims,
  greater,
  scope,
  type Tensor,
  TensorError,
  topK,
} from '@cambium/tensor';
import { checkSameShape, classPairs } from './classes.ts';
import { RunningMean } from './mean.ts';
import type { Metric, MetricBatch } from './metric.ts';

/** Options of {@link accuracy}, {@link binaryAccuracy} and {@link topKAccuracy}. */
export interface AccuracyOptions {
  /** Key in logs and history. */
  name?: string;
}

/**
 * Share of samples whose greatest logit is at the target's class.
 *
 * Targets are class indices of shape `[...]` or one-hot rows of the logits' shape `[..., classes]`.
 *
 * @example
 * ```ts
 * await evaluate(model, test, { loss: crossEntropy, metrics: [accuracy()] });   // { loss: …, accuracy: … }
 * ```
 */
export function accuracy(options: AccuracyOptions = {}): Metric<number> {
  return shareOf(options.name ?? 'accuracy', (batch) => {
    const { guesses, labels } = classPairs('accuracy', batch);
    return equal(guesses, labels);
  });
}

/**
 * Share of samples whose class is among the `k` greatest logits.
 *
 * @param options.k default 5; not more than there are classes
 * @throws TensorError `value` if `k` is not an integer ≥ 1, or greater than the number of classes
 * @see Russakovsky et al., "ImageNet large scale visual recognition challenge" (2015)
 * @example
 * ```ts
 * const metrics = [accuracy(), topKAccuracy({ k: 3 })];   // logged as accuracy and top3Accuracy
 * ```
 */
export function topKAccuracy(options: AccuracyOptions & { k?: number } = {}): Metric<number> {
  const { k = 5 } = options;
  if (!Number.isInteger(k) || k < 1)
    throw new TensorError('topKAccuracy', 'value', `k is an integer ≥ 1, got ${k}.`);
  return shareOf(options.name ?? `top${k}Accuracy`, (batch) => {
    const { labels } = classPairs('topKAccuracy', batch);
    return any(equal(topK(batch.output, k).indices, expandDims(labels, -1)), -1);
  });
}

/**
 * Share of elements on the right side: `output > threshold` where the target is 1. The threshold 0 suits logits, 0.5
 * probabilities.
 *
 * @example
 * ```ts
 * const metrics = [binaryAccuracy({ threshold: 0.5 })];   // for a model that gives probabilities
 * ```
 */
export function binaryAccuracy(options: AccuracyOptions & { threshold?: number } = {}): Metric<number> {
  return shareOf(options.name ?? 'binaryAccuracy', (batch) => rightSides('binaryAccuracy', batch, options));
}

/**
 * Share of samples all of whose labels are on the right side; for samples with several labels, `[samples, labels]`.
 *
 * @example
 * ```ts
 * const metrics = [binaryAccuracy(), exactMatch()];   // of each label, and of all labels of a sample
 * ```
 */
export function exactMatch(options: AccuracyOptions & { threshold?: number } = {}): Metric<number> {
  return shareOf(options.name ?? 'exactMatch', (batch) => {
    let right = rightSides('exactMatch', batch, options);
    while (right.rank > 1) right = right.all(-1);
    return right;
  });
}

function rightSides(op: string, batch: MetricBatch, { threshold = 0 }: { threshold?: number }): Tensor {
  checkSameShape(op, batch);
  return equal(greater(batch.output, threshold), greater(batch.target, 0.5));
}

function shareOf(name: string, right: (batch: MetricBatch) => Tensor): Metric<number> {
  const mean = new RunningMean();
  return {
    name,
    state: mean.state,
    takesWeights: true,
    reset: () => mean.reset(),
    result: () => mean.result(),
    update: (batch) => scope(() => mean.addEach(name, cast(right(batch), 'float32'), batch.weights)),
  };
}
