// Precision, recall and their mean, from three counts a class: right guesses, guesses, and samples that there are.

import {
  add,
  bincount,
  cast,
  equal,
  greater,
  logicalAnd,
  mul,
  reshape,
  State,
  scope,
  slice,
  sum,
  type Tensor,
  TensorError,
  zeros,
} from '@cambium/tensor';
import type { Logs } from '../history.ts';
import { checkClassCount, checkClasses, checkSameShape, classPairs, countingLabels } from './classes.ts';
import type { Metric, MetricBatch } from './metric.ts';

/** Options of {@link precision}, {@link recall} and {@link fBeta}. */
export interface PrecisionRecallOptions {
  /** Number of classes, or their names: each sample is of one class. */
  classes?: number | readonly string[];
  /** Number of labels, or their names: a sample may have none or many; outputs and targets are `[..., labels]`. */
  labels?: number | readonly string[];
  /**
   * How the classes are put together: `macro` (default) is the mean over classes, `weighted` the mean by how often they
   * occur, `micro` takes the counts of all classes together, `none` reports each class as `name.class`.
   */
  average?: 'macro' | 'micro' | 'weighted' | 'none';
  /** Without `classes`: outputs above it are guesses. 0 (default) suits logits, 0.5 probabilities. */
  threshold?: number;
  /** Key in logs and history. */
  name?: string;
}

interface Counts {
  readonly right: number;
  readonly guessed: number;
  readonly actual: number;
}

type CountTensors = { readonly [Count in keyof Counts]: Tensor };

/**
 * Share of the guesses that are right: `TP / (TP + FP)`; 0 where nothing was guessed.
 *
 * Without `classes` and `labels` it is the precision of finding the ones in binary targets of the output's shape.
 *
 * @throws TensorError `shape` if outputs and targets do not fit, `index` if a label is not one of the classes
 * @see van Rijsbergen, "Information retrieval" (1979)
 * @example
 * ```ts
 * const metrics = [precision(), recall(), fBeta()];                                   // binary, from logits
 * const perClass = precision({ classes: ['cat', 'dog', 'bird'], average: 'none' });   // precision.cat, …
 * ```
 */
export function precision(options: PrecisionRecallOptions = {}): Metric {
  return countingMetric('precision', options, ({ right, guessed }) => ratio(right, guessed));
}

/**
 * Share of what is there that was found: `TP / (TP + FN)`; 0 where there is nothing to find. The same options and errors as
 * {@link precision}.
 *
 * @example
 * ```ts
 * recall({ classes: 10, average: 'macro' });
 * ```
 */
export function recall(options: PrecisionRecallOptions = {}): Metric {
  return countingMetric('recall', options, ({ right, actual }) => ratio(right, actual));
}

/**
 * Weighted harmonic mean of precision and recall: `(1 + β²) P R / (β² P + R)`. Recall counts β times as much as precision.
 * The same options and errors as {@link precision}.
 *
 * @param options.beta default 1, the F1 score
 * @see course part 3.1, a single number to compare models by
 * @example
 * ```ts
 * fBeta();              // logged as f1
 * fBeta({ beta: 2 });   // logged as f2
 * ```
 */
export function fBeta(options: PrecisionRecallOptions & { beta?: number } = {}): Metric {
  const { beta = 1 } = options;
  if (!(beta > 0 && Number.isFinite(beta)))
    throw new TensorError('fBeta', 'value', `beta is a number > 0, got ${beta}.`);
  const square = beta ** 2;
  return countingMetric(`f${beta}`, options, ({ right, guessed, actual }) =>
    ratio((1 + square) * right, square * actual + guessed),
  );
}

function ratio(numerator: number, denominator: number): number {
  return denominator === 0 ? 0 : numerator / denominator;
}

function countingMetric(
  op: string,
  options: PrecisionRecallOptions,
  score: (counts: Counts) => number,
): Metric {
  const { classes, labels, average = 'macro', threshold = 0 } = options;
  if (classes !== undefined && labels !== undefined)
    throw new TensorError(
      op,
      'value',
      'takes classes (one a sample) or labels (any number a sample), not both.',
    );
  const names = namesOf(classes ?? labels ?? 1);
  checkClassCount(op, names.length, classes === undefined ? 1 : 2);
  const state = scope(() => {
    const none = zeros([names.length], { dtype: 'int32' });
    const samples = new State(zeros([], { dtype: 'int32' }));
    return { right: new State(none), guessed: new State(none), actual: new State(none), samples };
  });
  const counted = (batch: MetricBatch): CountTensors => {
    if (classes !== undefined) return countClasses(op, batch, names.length);
    if (labels !== undefined) checkClasses(op, batch.output, names.length);
    return countLabels(op, batch, names.length, threshold);
  };
  return {
    name: options.name ?? op,
    state,
    reset: () => scope(() => void Object.values(state).map((cell) => cell.assign(0))),
    update: (batch) =>
      scope(() => {
        const { right, guessed, actual } = counted(batch);
        state.right.assign(add(state.right, right));
        state.guessed.assign(add(state.guessed, guessed));
        state.actual.assign(add(state.actual, actual));
        state.samples.assign(add(state.samples, batch.output.shape[0] ?? 1));
      }),
    async result() {
      const { right, guessed, actual, samples } = state;
      const isEmpty = (await samples.value.item()) === 0;
      const [rights, guesses, actuals] = [
        await right.value.data(),
        await guessed.value.data(),
        await actual.value.data(),
      ];
      const counts = names.map((_, i) => ({ right: rights[i]!, guessed: guesses[i]!, actual: actuals[i]! }));
      return averaged(counts, names, average, isEmpty ? () => Number.NaN : score);
    },
  };
}

function namesOf(classes: number | readonly string[]): readonly string[] {
  return typeof classes === 'number' ? Array.from({ length: classes }, (_, i) => String(i)) : classes;
}

function countClasses(op: string, batch: MetricBatch, classes: number): CountTensors {
  checkClasses(op, batch.output, classes);
  const { guesses, labels } = classPairs(op, batch);
  return countingLabels(op, classes, () => {
    // one count of (class, right or wrong), so that labels that are no class are refused
    const pairs = add(mul(labels, 2), cast(equal(guesses, labels), 'int32'));
    const outcomes = reshape(bincount(pairs, { length: 2 * classes }), [classes, 2]);
    return {
      right: reshape(slice(outcomes, null, [1, 2]), [classes]),
      guessed: bincount(guesses, { length: classes }),
      actual: sum(outcomes, -1),
    };
  });
}

function countLabels(op: string, batch: MetricBatch, labels: number, threshold: number): CountTensors {
  checkSameShape(op, batch);
  const guessed = greater(batch.output, threshold);
  const actual = greater(batch.target, 0.5);
  const count = (holds: Tensor): Tensor =>
    sum(cast(reshape(holds, [holds.size / labels, labels]), 'int32'), 0);
  return { right: count(logicalAnd(guessed, actual)), guessed: count(guessed), actual: count(actual) };
}

function averaged(
  counts: readonly Counts[],
  names: readonly string[],
  average: NonNullable<PrecisionRecallOptions['average']>,
  score: (counts: Counts) => number,
): number | Logs {
  const total = (key: keyof Counts): number => counts.reduce((sum, each) => sum + each[key], 0);
  const [right, guessed, actual] = [total('right'), total('guessed'), total('actual')];
  if (average === 'none') return Object.fromEntries(names.map((name, i) => [name, score(counts[i]!)]));
  if (average === 'micro') return score({ right, guessed, actual });
  const weigh = (each: Counts): number =>
    average === 'weighted' ? ratio(each.actual, actual) : 1 / counts.length;
  return counts.reduce((sum, each) => sum + weigh(each) * score(each), 0);
}
