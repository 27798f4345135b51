// Two classes that a line cannot part: the flower of the course, by logistic regression and by one hidden layer.

import { decisionBoundary, gridPoints, learningCurves } from '@cambium/plot';
import {
  Adam,
  ArrayDataset,
  binaryAccuracy,
  binaryCrossEntropyWithLogits,
  DataLoader,
  fit,
  HostRandom,
  Linear,
  predict,
  Sequential,
  sigmoid,
  type TrainableModel,
  tanh,
  tensor,
} from 'cambium';
import type { Example } from '../example.ts';

/** Petals in two colours: `r = 4 sin 4θ`, with noise. */
function flower(count: number, seed: number): { x: Float32Array; y: Float32Array } {
  const random = new HostRandom(seed);
  const x = new Float32Array(2 * count);
  const y = new Float32Array(count);
  for (let i = 0; i < count; i++) {
    const label = i % 2;
    const angle = random.uniform(label * 3.12, (label + 1) * 3.12) + random.normal(0, 0.2);
    const radius = 4 * Math.sin(4 * angle) + random.normal(0, 0.2);
    x.set([radius * Math.sin(angle), radius * Math.cos(angle)], 2 * i);
    y[i] = label;
  }
  return { x, y };
}

const grid = { x: [-5, 5], y: [-5, 5], resolution: 60 } as const;

/** The planar classifier. */
export const planar: Example = {
  title: 'Two classes in the plane',
  description: 'A flower of two colours: logistic regression fails, one hidden layer does not.',
  course: '2.1–2.4',
  async run({ seed, isQuick }) {
    const { x, y } = flower(400, seed);
    const dataset = new ArrayDataset({
      x: { data: x, shape: [400, 2] },
      y: { data: y, shape: [400, 1] },
    });
    const models: Readonly<Record<string, TrainableModel>> = {
      'logistic regression': new Sequential(new Linear(2, 1)),
      '4 hidden units': new Sequential(new Linear(2, 4), tanh, new Linear(4, 1)),
      '20 hidden units': new Sequential(new Linear(2, 20), tanh, new Linear(20, 1)),
    };
    const numbers: Record<string, number> = {};
    const histories: Record<string, Awaited<ReturnType<typeof fit>>> = {};
    const figures = [];
    for (const [name, model] of Object.entries(models)) {
      const history = await fit(model, {
        train: new DataLoader(dataset, { batchSize: 50, shuffle: true, seed }),
        loss: binaryCrossEntropyWithLogits,
        optimizer: new Adam(model, { learningRate: 0.02 }),
        epochs: isQuick ? 20 : 150,
        metrics: [binaryAccuracy({ name: 'accuracy' })],
      });
      histories[name] = history;
      numbers[`accuracy of ${name}`] = history.epochs.at(-1)!.accuracy!;
      const logits = await predict(model, tensor(gridPoints(grid), { shape: [60 * 60, 2] }));
      const samples = Array.from(y, (label, i) => ({ x: x[2 * i]!, y: x[2 * i + 1]!, label: String(label) }));
      figures.push({
        picture: decisionBoundary(grid, await sigmoid(logits).data(), samples, { title: name }),
      });
    }
    return {
      numbers,
      sections: [
        { heading: 'What each model says', figures },
        { heading: 'Loss', figures: [{ picture: learningCurves(histories, { names: ['loss'] }) }] },
      ],
    };
  },
};
