// Which class is taken for which, as a coloured table.

import type { Chart } from '../chart.ts';
import { draw, titled } from '../draw.ts';

/** Options of {@link confusionMatrixPlot}. */
export interface ConfusionMatrixOptions {
  /** Names of the classes; their numbers unless given. */
  labels?: readonly string[];
  /** Text above the picture; none unless given. */
  title?: string;
  /** Pixels a cell, 34 unless given. */
  cellSize?: number;
}

/**
 * A confusion matrix: rows are the truth, columns the guesses, colour the share of the row.
 *
 * @param counts square; see `confusionMatrix` of `@cambium/train`
 * @throws RangeError if the counts are not square, or the labels not as many
 * @example
 * ```ts
 * const svg = await confusionMatrixPlot([[9, 1], [2, 8]], { labels: ['cat', 'dog'] }).toSvg();
 * ```
 */
export function confusionMatrixPlot(
  counts: readonly (readonly number[])[],
  options: ConfusionMatrixOptions = {},
): Chart {
  const { labels = counts.map((_, index) => String(index)), title, cellSize = 34 } = options;
  if (counts.some((row) => row.length !== counts.length) || labels.length !== counts.length) {
    throw new RangeError(
      `A confusion matrix is square with a label for each class: ${counts.length} rows, ${labels.length} labels.`,
    );
  }
  const values = counts.flatMap((row, truth) => {
    const total = row.reduce((sum, count) => sum + count, 0);
    return row.map((count, guess) => ({
      truth: labels[truth],
      guess: labels[guess],
      count,
      share: total === 0 ? 0 : count / total,
    }));
  });
  const order = [...labels];
  return draw({
    ...titled(title),
    width: cellSize * counts.length,
    height: cellSize * counts.length,
    data: { values },
    encoding: {
      x: { field: 'guess', type: 'nominal', sort: order, axis: { labelAngle: 0 } },
      y: { field: 'truth', type: 'nominal', sort: order },
    },
    layer: [
      {
        mark: 'rect',
        encoding: {
          color: { field: 'share', type: 'quantitative', scale: { scheme: 'blues', domain: [0, 1] } },
        },
      },
      {
        mark: { type: 'text', fontSize: 10 },
        encoding: {
          text: { field: 'count', type: 'quantitative' },
          color: { condition: { test: 'datum.share > 0.5', value: 'white' }, value: 'black' },
        },
      },
    ],
  });
}
