// What the playground shows of a model: what it says everywhere, where it errs, and how its weights and gradients lie.

import { type Chart, confusionMatrixPlot, decisionBoundary, gridPoints, histograms } from '@cambium/plot';
import {
  ConfusionMatrix,
  crossEntropy,
  DataLoader,
  evaluate,
  predict,
  slice,
  softmax,
  type Tensor,
  type TrainableModel,
  tensor,
} from 'cambium';
import { asSamples } from '../points.ts';
import type { Samples } from './samples.ts';

const grid = { x: [-5, 5], y: [-5, 5], resolution: 50 } as const;
const mostLayersDrawn = 6;
/** A picture of more numbers looks the same. */
const mostNumbersDrawn = 5000;

/** For points the boundary, for other samples the confusion matrix of the test set. */
export async function predictionPicture(
  model: TrainableModel,
  samples: Samples,
): Promise<Record<string, Chart>> {
  const { plane, test, classes } = samples;
  if (plane !== null) {
    const points = tensor(gridPoints(grid), { shape: [grid.resolution ** 2, 2] });
    const second = slice(softmax(await predict(model, points)), null, [1, 2]);
    return { boundary: decisionBoundary(grid, await second.data(), asSamples(plane)) };
  }
  const confusion = new ConfusionMatrix({ classes: classes.length });
  await evaluate(model, new DataLoader(test, { batchSize: 250 }), {
    loss: crossEntropy,
    metrics: [confusion],
  });
  const counts = confusion.counts.toArray() as number[][];
  return { confusion: confusionMatrixPlot(counts, { labels: classes, title: 'test set' }) };
}

/** Histograms of numbers by layer. */
export async function layerPicture(
  title: string,
  byName: Iterable<readonly [string, Tensor]>,
): Promise<Chart> {
  const weights = [...byName].filter(([, value]) => value.rank > 1).slice(0, mostLayersDrawn);
  const groups = await Promise.all(
    weights.map(async ([name, value]) => [name, (await value.data()).slice(0, mostNumbersDrawn)] as const),
  );
  return histograms(Object.fromEntries(groups), { title, height: 40 });
}
