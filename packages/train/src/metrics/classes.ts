// Reading outputs and targets as classes: which one was guessed, which one is true.

import { argMax, cast, formatShape, sameShape, type Tensor, TensorError } from '@cambium/tensor';
import type { MetricBatch } from './metric.ts';

/** Guessed and true classes of a batch, int32 of one shape. */
export interface ClassPairs {
  readonly guesses: Tensor;
  readonly labels: Tensor;
}

/** The greatest logit's class and the target's: targets are class numbers `[...]` or one-hot rows `[..., classes]`. */
export function classPairs(op: string, { output, target }: MetricBatch): ClassPairs {
  const guesses = output.rank === 0 ? output : argMax(output, -1);
  const labels = output.rank > 0 && target.rank === output.rank ? argMax(target, -1) : cast(target, 'int32');
  if (output.rank === 0 || !sameShape(labels.shape, guesses.shape)) {
    const shapes = [output.shape, target.shape];
    const what = `logits ${formatShape(output.shape)} do not match targets ${formatShape(target.shape)}`;
    const fix = 'Targets are class numbers [...] or one-hot rows [..., classes] of logits [..., classes].';
    throw new TensorError(op, 'shape', `${what}. ${fix}`, { shapes });
  }
  return { guesses, labels };
}

/** Refuses outputs and targets of different shapes. */
export function checkSameShape(op: string, { output, target }: MetricBatch): void {
  if (sameShape(output.shape, target.shape)) return;
  const what = `outputs ${formatShape(output.shape)} do not match targets ${formatShape(target.shape)}`;
  throw new TensorError(op, 'shape', `${what}.`, { shapes: [output.shape, target.shape] });
}

/** Refuses logits for another number of classes. */
export function checkClasses(op: string, output: Tensor, classes: number): void {
  if (output.shape.at(-1) === classes) return;
  const what = `was made for ${classes} classes, the last dimension of the output is ${output.shape.at(-1)}`;
  throw new TensorError(op, 'shape', `${what}: ${formatShape(output.shape)}.`, { shapes: [output.shape] });
}

/** Refuses what is not a number of classes. */
export function checkClassCount(op: string, classes: number, least = 2): void {
  if (Number.isInteger(classes) && classes >= least) return;
  throw new TensorError(op, 'value', `classes is an integer ≥ ${least}, got ${classes}.`);
}

/** Runs a count of labels; the error for a label that is not a class names the metric. */
export function countingLabels<T>(op: string, classes: number, count: () => T): T {
  try {
    return count();
  } catch (cause) {
    if (!(cause instanceof TensorError) || cause.code !== 'index') throw cause;
    const what = `a label is not one of ${classes} classes, which are 0 to ${classes - 1}`;
    throw new TensorError(
      op,
      'index',
      `${what}. Are labels counted from 1, or is one of them for “no class”?`,
      {
        cause,
      },
    );
  }
}
