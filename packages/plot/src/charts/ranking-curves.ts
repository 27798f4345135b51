// Curves over all thresholds of a classifier: ROC, and precision over recall.

import type { Chart } from '../chart.ts';
import { draw, titled } from '../draw.ts';

/** Scores of samples, and whether each is positive. */
export interface RankedScores {
  /** How sure the model is that a sample is positive. */
  readonly scores: ArrayLike<number>;
  /** 1 or true for positive samples. */
  readonly labels: ArrayLike<number | boolean>;
}

/** Options of the ranking curves. */
export interface RankingOptions {
  /** Text above the picture; none unless given. */
  title?: string;
  /** Width and height of the plotting area in pixels, 260 unless given. */
  size?: number;
}

interface Point {
  readonly run: string;
  readonly x: number;
  readonly y: number;
}

/**
 * The share of positives found, over the share of negatives taken for positive; in the legend the area below.
 *
 * @param runs scores by the name of the classifier
 * @throws RangeError unless there are positives and negatives
 * @see Fawcett, "An introduction to ROC analysis" (2006)
 * @example
 * ```ts
 * const chart = rocPlot({ model: { scores: [0.9, 0.8, 0.3, 0.1], labels: [1, 0, 1, 0] } }); // area 0.75
 * ```
 */
export function rocPlot(runs: Readonly<Record<string, RankedScores>>, options: RankingOptions = {}): Chart {
  const points = Object.entries(runs).flatMap(([name, run]) => {
    const steps = stepsOf(name, run);
    const { positives, negatives } = steps.at(-1)!;
    const curve = steps.map((step) => ({ x: step.negatives / negatives, y: step.positives / positives }));
    const area = curve
      .slice(1)
      .reduce((sum, { x, y }, i) => sum + ((x - curve[i]!.x) * (y + curve[i]!.y)) / 2, 0);
    return curve.map((point) => ({ ...point, run: `${name} (${area.toFixed(3)})` }));
  });
  return curveChart(points, ['false positives', 'true positives'], 'linear', options);
}

/**
 * Precision over recall; in the legend the average precision.
 *
 * @param runs scores by the name of the classifier
 * @throws RangeError unless there are positives and negatives
 * @example
 * ```ts
 * const chart = precisionRecallPlot({ model: { scores: [0.9, 0.8, 0.3, 0.1], labels: [1, 0, 1, 0] } }); // 0.833
 * ```
 */
export function precisionRecallPlot(
  runs: Readonly<Record<string, RankedScores>>,
  options: RankingOptions = {},
): Chart {
  const points = Object.entries(runs).flatMap(([name, run]) => {
    const steps = stepsOf(name, run).slice(1);
    const total = steps.at(-1)!.positives;
    const curve = steps.map(({ positives, negatives }) => ({
      x: positives / total,
      y: positives / (positives + negatives),
    }));
    const average = curve.reduce((sum, { x, y }, i) => sum + (x - (curve[i - 1]?.x ?? 0)) * y, 0);
    return [{ x: 0, y: curve[0]!.y }, ...curve].map((point) => ({
      ...point,
      run: `${name} (${average.toFixed(3)})`,
    }));
  });
  return curveChart(points, ['recall', 'precision'], 'step-before', options);
}

/** Positives and negatives above each threshold, from the highest on; equal scores are one step. */
function stepsOf(name: string, { scores, labels }: RankedScores): { positives: number; negatives: number }[] {
  if (scores.length !== labels.length)
    throw new RangeError(`${name} has ${scores.length} scores and ${labels.length} labels.`);
  const order = Array.from(scores, (_, i) => i).sort((a, b) => scores[b]! - scores[a]!);
  const steps = [{ positives: 0, negatives: 0 }];
  order.forEach((place, i) => {
    const { positives, negatives } = steps.at(-1)!;
    const isPositive = Number(labels[place]) === 1;
    const next = { positives: positives + Number(isPositive), negatives: negatives + Number(!isPositive) };
    if (i > 0 && scores[place] === scores[order[i - 1]!]) steps.pop();
    steps.push(next);
  });
  const { positives, negatives } = steps.at(-1)!;
  if (positives === 0 || negatives === 0)
    throw new RangeError(`${name} needs positive and negative samples, got ${positives} and ${negatives}.`);
  return steps;
}

function curveChart(
  values: readonly Point[],
  [x, y]: readonly [string, string],
  interpolate: 'linear' | 'step-before',
  { title, size = 260 }: RankingOptions,
): Chart {
  const scale = { domain: [0, 1] };
  return draw({
    ...titled(title),
    width: size,
    height: size,
    data: { values: [...values] },
    mark: { type: 'line', interpolate },
    encoding: {
      x: { field: 'x', type: 'quantitative', title: x, scale },
      y: { field: 'y', type: 'quantitative', title: y, scale },
      order: { field: 'x', type: 'quantitative' },
      color: { field: 'run', type: 'nominal', title: null },
    },
  });
}
