// The share of right answers.

import { argMax, cast, equal, formatShape, greater, scope, sum, TensorError } from '@cambium/tensor';
import { RunningMean } from './mean.ts';
import type { Metric } from './metric.ts';

/** Options of {@link accuracy} and {@link binaryAccuracy}. */
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
export function accuracy(options: AccuracyOptions = {}): Metric {
  const mean = new RunningMean();
  return {
    name: options.name ?? 'accuracy',
    state: mean.state,
    reset: () => mean.reset(),
    result: () => mean.result(),
    update: ({ output, target }) =>
      scope(() => {
        const guesses = argMax(output, -1);
        const classes = target.rank === output.rank ? argMax(target, -1) : cast(target, 'int32');
        if (formatShape(classes.shape) !== formatShape(guesses.shape)) {
          throw new TensorError(
            'accuracy',
            'shape',
            `logits ${formatShape(output.shape)} do not match targets ${formatShape(target.shape)}.`,
            {
              shapes: [output.shape, target.shape],
            },
          );
        }
        mean.add(sum(cast(equal(guesses, classes), 'float32')), guesses.size);
      }),
  };
}

/** Share of elements on the right side: `output > threshold` where the target is 1. The threshold 0 suits logits, 0.5 probabilities. */
export function binaryAccuracy(options: AccuracyOptions & { threshold?: number } = {}): Metric {
  const mean = new RunningMean();
  return {
    name: options.name ?? 'binaryAccuracy',
    state: mean.state,
    reset: () => mean.reset(),
    result: () => mean.result(),
    update: ({ output, target }) =>
      scope(() => {
        if (formatShape(target.shape) !== formatShape(output.shape)) {
          throw new TensorError(
            'binaryAccuracy',
            'shape',
            `outputs ${formatShape(output.shape)} do not match targets ${formatShape(target.shape)}.`,
            {
              shapes: [output.shape, target.shape],
            },
          );
        }
        const right = equal(greater(output, options.threshold ?? 0), greater(target, 0.5));
        mean.add(sum(cast(right, 'float32')), right.size);
      }),
  };
}
