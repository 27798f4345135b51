// The same layers with and without shortcuts around them, on two spirals.

import { plain, residual, spirals } from '@cambium/examples/residual-depth/networks';
import { decisionBoundary, gridPoints, learningCurves } from '@cambium/plot';
import {
  Adam,
  accuracy,
  crossEntropy,
  DataLoader,
  fit,
  type History,
  predict,
  seed,
  slice,
  softmax,
  tensor,
} from 'cambium';
import type { catalog } from '../catalog.ts';
import type { Demo } from '../demo.ts';
import { watch } from '../watch.ts';

const grid = { x: [-2.4, 2.4], y: [-2.4, 2.4], resolution: 40 } as const;
const kinds = { plain, residual };

export const demo: Demo<(typeof catalog)['residual']> = async ({ settings, show }) => {
  const data = spirals(1000, 1);
  const everywhere = tensor(gridPoints(grid), { shape: [grid.resolution ** 2, 2] });
  const histories: Record<string, History> = {};
  let goesOn = true;
  for (const [i, [name, make]] of Object.entries(kinds).entries()) {
    seed(1);
    const model = make(settings.layers);
    histories[name] = await fit(model, {
      train: new DataLoader(data, { batchSize: 50, shuffle: true, seed: 1 }),
      loss: crossEntropy,
      optimizer: new Adam(model, { learningRate: 2e-3 }),
      epochs: settings.epochs,
      metrics: [accuracy()],
      progress: null,
      callbacks: [
        watch(
          async (frame) => (goesOn = await show({ ...frame, progress: (i + frame.progress!) / 2 })),
          async ({ loss }) => {
            const second = slice(softmax(await predict(model, everywhere)), null, [1, 2]);
            return {
              values: { [`loss, ${name}`]: loss },
              pictures: {
                [name]: decisionBoundary(grid, await second.data(), [], { title: name, size: 240 }),
              },
            };
          },
          700,
        ),
      ],
    });
    if (!goesOn) return;
    await show({
      values: { [`accuracy, ${name}`]: histories[name].epochs.at(-1)!.accuracy! },
      pictures: { curves: learningCurves(histories, { names: ['loss'], title: 'Loss' }) },
    });
  }
};
