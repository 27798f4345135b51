// Curves over all thresholds, computed on the host from scores and truths.

import { TensorError } from '@cambium/tensor';

/** Points of a curve, by falling threshold. */
export interface RocCurve {
  /** Scores from this one on count as found; the first is infinite. */
  readonly thresholds: number[];
  /** Share of the zeros that count as found. */
  readonly falsePositiveRates: number[];
  /** Share of the ones that count as found. */
  readonly truePositiveRates: number[];
}

/** Points of a curve, by falling threshold. */
export interface PrecisionRecallCurve {
  /** Scores from this one on count as found. */
  readonly thresholds: number[];
  /** Precision at each threshold. */
  readonly precisions: number[];
  /** Recall at each threshold. */
  readonly recalls: number[];
}

/** How many ones and zeros have at least a score. */
interface Reached {
  readonly threshold: number;
  readonly ones: number;
  readonly zeros: number;
}

/**
 * The receiver operating characteristic: a point for each different score, and (0, 0) in front.
 *
 * @param scores higher means more likely one
 * @param truths what is greater than 0.5 is a one
 * @throws TensorError `shape` for lists of different lengths, `value` for a score that is NaN
 * @see Fawcett, "An introduction to ROC analysis" (2006)
 * @example
 * ```ts
 * rocCurve([0.9, 0.4, 0.6], [1, 0, 0]).truePositiveRates;   // [0, 1, 1, 1]
 * ```
 */
export function rocCurve(scores: ArrayLike<number>, truths: ArrayLike<number>): RocCurve {
  const points = reached('rocCurve', scores, truths);
  const { ones, zeros } = points.at(-1) ?? { ones: 0, zeros: 0 };
  return {
    thresholds: [Number.POSITIVE_INFINITY, ...points.map((point) => point.threshold)],
    falsePositiveRates: [0, ...points.map((point) => point.zeros / zeros)],
    truePositiveRates: [0, ...points.map((point) => point.ones / ones)],
  };
}

/**
 * Precision over recall: a point for each different score.
 *
 * @param scores higher means more likely one
 * @param truths what is greater than 0.5 is a one
 * @throws TensorError `shape` for lists of different lengths, `value` for a score that is NaN
 * @see Davis and Goadrich, "The relationship between precision-recall and ROC curves" (2006)
 * @example
 * ```ts
 * precisionRecallCurve([0.9, 0.4, 0.6], [1, 1, 0]).precisions;   // [1, 0.5, 0.6667]
 * ```
 */
export function precisionRecallCurve(
  scores: ArrayLike<number>,
  truths: ArrayLike<number>,
): PrecisionRecallCurve {
  const points = reached('precisionRecallCurve', scores, truths);
  const all = points.at(-1)?.ones ?? 0;
  return {
    thresholds: points.map((point) => point.threshold),
    precisions: points.map(({ ones, zeros }) => ones / (ones + zeros)),
    recalls: points.map(({ ones }) => ones / all),
  };
}

/** Area under the ROC curve by trapezia: how often a one scores higher than a zero, ties as half. NaN if one kind is missing. */
export function rocArea(curve: RocCurve): number {
  const { falsePositiveRates: x, truePositiveRates: y } = curve;
  let area = 0;
  for (let i = 1; i < x.length; i++) area += ((x[i]! - x[i - 1]!) * (y[i]! + y[i - 1]!)) / 2;
  return x.length < 2 ? Number.NaN : area;
}

/** Area under precision over recall by steps, the average precision. NaN if there are no ones. */
export function precisionRecallArea({ precisions, recalls }: PrecisionRecallCurve): number {
  let area = 0;
  recalls.forEach((recall, i) => {
    area += (recall - (recalls[i - 1] ?? 0)) * precisions[i]!;
  });
  return recalls.length === 0 ? Number.NaN : area;
}

function reached(op: string, scores: ArrayLike<number>, truths: ArrayLike<number>): Reached[] {
  if (scores.length !== truths.length) {
    const what = `${scores.length} scores do not match ${truths.length} truths`;
    throw new TensorError(op, 'shape', `${what}. Give one truth a score.`, {
      shapes: [[scores.length], [truths.length]],
    });
  }
  const order = Int32Array.from(scores, (_, i) => i).sort((a, b) => scores[b]! - scores[a]!);
  const points: Reached[] = [];
  let [ones, zeros] = [0, 0];
  order.forEach((place, i) => {
    const threshold = scores[place]!;
    if (Number.isNaN(threshold))
      throw new TensorError(op, 'value', `score ${place} is NaN. Has the training diverged?`);
    if (truths[place]! > 0.5) ones++;
    else zeros++;
    const isLastOfTie = i + 1 === order.length || scores[order[i + 1]!]! !== threshold;
    if (isLastOfTie) points.push({ threshold, ones, zeros });
  });
  return points;
}
