// The written result: one HTML file that needs nothing else.

import { confusionMatrixPlot, learningCurves } from '@cambium/plot';
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

/** A self-contained page with curves, confusion matrix and misclassified digits, all as SVG. */
export async function renderReport(result: MnistResult): Promise<string> {
  const { options, summary, history, testAccuracy, seconds, confusion, mistakes } = result;
  const digits = confusion.map((_, digit) => String(digit));
  const [losses, accuracies, matrix] = await Promise.all([
    learningCurves(history, { names: ['loss', 'validationLoss'], title: 'Loss' }),
    learningCurves(history, { names: ['accuracy', 'validationAccuracy'], title: 'Accuracy' }),
    confusionMatrixPlot(confusion, { labels: digits, title: 'Confusion on the test set' }),
  ]);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>LeNet-5 on MNIST</title>
<style>
  body { font: 16px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 60rem; padding: 0 1rem; }
  figure { display: inline-block; margin: 0 1rem 1rem 0; }
  figcaption { font-size: 0.85rem; }
  pre { background: #f4f4f4; overflow-x: auto; padding: 1rem; }
  svg { max-width: 100%; }
</style>
</head>
<body>
<h1>LeNet-5 on MNIST</h1>
<p>${(100 * testAccuracy).toFixed(2)} % of the test images are recognised after ${history.epochs.length} epoch(s) and
${seconds.toFixed(1)} s on backend <code>${options.backend}</code>
(batches of ${options.batchSize}, learning rate ${options.learningRate}, seed ${options.seed}).</p>
<pre>${escapeHtml(String(summary))}</pre>
<figure>${losses}</figure>
<figure>${accuracies}</figure>
<figure>${matrix}</figure>
<h2>Some mistakes</h2>
${mistakes.map(digitFigure).join('\n')}
</body>
</html>
`;
}

function digitFigure({ index, truth, guess, pixels }: Mistake): string {
  const cells: string[] = [];
  for (let place = 0; place < pixels.length; place++) {
    const ink = pixels[place]!;
    if (ink === 0) continue;
    cells.push(
      `<rect x="${place % 28}" y="${Math.floor(place / 28)}" width="1" height="1" opacity="${(ink / 255).toFixed(2)}"/>`,
    );
  }
  const drawing = `<svg viewBox="0 0 28 28" width="112" height="112" role="img" aria-label="digit ${truth}">${cells.join('')}</svg>`;
  return `<figure>${drawing}<figcaption>#${index}: ${truth}, guessed ${guess}</figcaption></figure>`;
}

function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}
