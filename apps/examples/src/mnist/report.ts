// The written result: one HTML file that needs nothing else.

import { confusionMatrixPlot, imageGrid, learningCurves, reportPage } from '@cambium/plot';
import type { History, ModelSummary } from 'cambium';
import type { MnistOptions } from './options.ts';
import type { Mistake } from './text.ts';

/** What the report tells. */
export interface MnistResult {
  readonly options: MnistOptions;
  readonly summary: ModelSummary;
  readonly history: History;
  readonly testAccuracy: number;
  readonly seconds: number;
  readonly confusion: readonly (readonly number[])[];
  readonly mistakes: readonly Mistake[];
}

/** A self-contained page with curves, confusion matrix and misclassified digits. */
export function renderReport(result: MnistResult): Promise<string> {
  const { options, summary, history, testAccuracy, seconds, confusion, mistakes } = result;
  const { backend, batchSize, learningRate, seed } = options;
  const digits = confusion.map((_, digit) => String(digit));
  const images = mistakes.map(({ index, truth, guess, pixels }) => ({
    image: { data: Uint8Array.from(pixels), shape: [28, 28] },
    title: `#${index}: ${truth}, guessed ${guess}`,
  }));
  return reportPage({
    title: 'LeNet-5 on MNIST',
    sections: [
      {
        text: `${(100 * testAccuracy).toFixed(2)} % of the test images are recognised after ${history.epochs.length} epoch(s) and ${seconds.toFixed(1)} s on backend ${backend} (batches of ${batchSize}, learning rate ${learningRate}, seed ${seed}).`,
        code: String(summary),
        figures: [
          { picture: learningCurves(history, { names: ['loss', 'validationLoss'], title: 'Loss' }) },
          {
            picture: learningCurves(history, {
              names: ['accuracy', 'validationAccuracy'],
              title: 'Accuracy',
            }),
          },
          { picture: confusionMatrixPlot(confusion, { labels: digits, title: 'Confusion on the test set' }) },
        ],
      },
      ...(images.length === 0
        ? []
        : [{ heading: 'Some mistakes', figures: [{ picture: imageGrid(images, { cellSize: 112 }) }] }]),
    ],
  });
}
