// Areas under curves over all thresholds, exact: every score is kept until the end of the epoch.

import {
  arange,
  cast,
  concat,
  equal,
  expandDims,
  keep,
  reshape,
  State,
  type StateDict,
  scope,
  stack,
  type Tensor,
} from '@cambium/tensor';
import { checkClassCount, checkClasses, checkSameShape, classPairs } from './classes.ts';
import { precisionRecallArea, precisionRecallCurve, rocArea, rocCurve } from './curves.ts';
import type { Metric, MetricBatch } from './metric.ts';

/** Options of {@link areaUnderCurve}. */
export interface AreaUnderCurveOptions {
  /** `roc` (default), or `precisionRecall`, which is the average precision. */
  curve?: 'roc' | 'precisionRecall';
  /** Number of classes: the mean area of each class against the others. Without it targets are binary. */
  classes?: number;
  /** Key in logs and history. */
  name?: string;
}

/**
 * Exact area under a curve over all thresholds. `roc` is the probability that a one scores higher than a zero (0.5 is
 * chance), `precisionRecall` the average precision `Σ (Rₙ − Rₙ₋₁) Pₙ`, which suits rare ones.
 *
 * The scores of the whole epoch stay in memory. Outputs may be logits or probabilities: only their order counts.
 *
 * @returns NaN if there are only ones or only zeros
 * @throws TensorError `shape` if outputs and targets do not fit, `value` at the end of the epoch if a score is NaN
 * @see Hanley and McNeil, "The meaning and use of the area under a ROC curve" (1982)
 * @example
 * ```ts
 * const metrics = [areaUnderCurve(), areaUnderCurve({ curve: 'precisionRecall' })];   // rocArea, precisionRecallArea
 * ```
 */
export function areaUnderCurve(options: AreaUnderCurveOptions = {}): Metric<number> {
  const { curve = 'roc', classes } = options;
  if (classes !== undefined) checkClassCount('areaUnderCurve', classes);
  const area = (scores: ArrayLike<number>, truths: ArrayLike<number>): number =>
    curve === 'roc'
      ? rocArea(rocCurve(scores, truths))
      : precisionRecallArea(precisionRecallCurve(scores, truths));
  let batches: Tensor[] = [];
  const forget = (): void => {
    for (const batch of batches) batch.dispose();
    batches = [];
  };
  return {
    name: options.name ?? `${curve}Area`,
    state: {},
    reset: forget,
    update: (batch) => void batches.push(keep(scope(() => scoresAndTruths(batch, classes)))),
    async result() {
      const columns = Array.from({ length: classes ?? 1 }, () => ({
        scores: [] as number[],
        truths: [] as number[],
      }));
      for (const batch of batches) {
        const data = await batch.data();
        const [, rows, width] = batch.shape as [number, number, number];
        for (let i = 0; i < rows * width; i++) {
          columns[i % width]!.scores.push(data[i]!);
          columns[i % width]!.truths.push(data[rows * width + i]!);
        }
      }
      const areas = columns.map(({ scores, truths }) => area(scores, truths));
      return areas.reduce((sum, each) => sum + each, 0) / areas.length;
    },
    saveTensors: () => (batches.length === 0 ? {} : { scores: concat(batches, 1) }),
    loadTensors({ scores }: StateDict) {
      forget();
      if (scores !== undefined) batches = [new State(scores).value];
    },
  };
}

/** Scores and truths above each other, `[2, samples, classes]`. */
function scoresAndTruths(batch: MetricBatch, classes: number | undefined): Tensor {
  const { output } = batch;
  if (classes === undefined) {
    checkSameShape('areaUnderCurve', batch);
    const lines = [output, batch.target].map((each) => reshape(cast(each, 'float32'), [each.size, 1]));
    return stack(lines);
  }
  checkClasses('areaUnderCurve', output, classes);
  const { labels } = classPairs('areaUnderCurve', batch);
  const isClass = equal(expandDims(labels, -1), arange(0, classes, 1, { dtype: 'int32' }));
  const table = [output, isClass].map((each) => reshape(cast(each, 'float32'), [labels.size, classes]));
  return stack(table);
}
