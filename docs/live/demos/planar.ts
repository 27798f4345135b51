// A network draws a boundary between two classes of points.

import { decisionBoundary, gridPoints, learningCurves } from '@cambium/plot';
import {
  Adam,
  binaryAccuracy,
  binaryCrossEntropyWithLogits,
  DataLoader,
  fit,
  Linear,
  predict,
  relu,
  Sequential,
  seed,
  sigmoid,
  tanh,
  tensor,
} from 'cambium';
import type { catalog } from '../catalog.ts';
import type { Demo } from '../demo.ts';
import { asDataset, asSamples, drawPoints, figures } from '../points.ts';
import { watch } from '../watch.ts';

const grid = { x: [-5, 5], y: [-5, 5], resolution: 50 } as const;
const activations = { tanh, relu, sigmoid };

export const demo: Demo<(typeof catalog)['planar']> = async ({ settings, show }) => {
  seed(1);
  const points = drawPoints(figures[settings.data], 400, 1);
  const activation = activations[settings.activation];
  const widths = Array.from({ length: settings.layers }, () => settings.hidden);
  const hidden = widths.flatMap((width, i) => [new Linear(i === 0 ? 2 : width, width), activation]);
  const model = new Sequential(...hidden, new Linear(widths.at(-1) ?? 2, 1));
  const everywhere = tensor(gridPoints(grid), { shape: [grid.resolution ** 2, 2] });
  await fit(model, {
    train: new DataLoader(asDataset(points), { batchSize: 50, shuffle: true, seed: 1 }),
    loss: binaryCrossEntropyWithLogits,
    optimizer: new Adam(model, { learningRate: settings.learningRate }),
    epochs: 150,
    metrics: [binaryAccuracy({ name: 'accuracy' })],
    progress: null,
    callbacks: [
      watch(show, async ({ loss, context }) => {
        const probabilities = sigmoid(await predict(model, everywhere));
        const { epochs } = context.history;
        return {
          values: { epoch: context.epoch + 1, loss, accuracy: epochs.at(-1)?.accuracy ?? 0 },
          pictures: {
            boundary: decisionBoundary(grid, await probabilities.data(), asSamples(points)),
            ...(epochs.length > 0 ? { curves: learningCurves(context.history) } : {}),
          },
        };
      }),
    ],
  });
};
