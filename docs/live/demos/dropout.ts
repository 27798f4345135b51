// The same large network on few noisy points, with and without dropout.

import { decisionBoundary, gridPoints, learningCurves } from '@cambium/plot';
import {
  Adam,
  binaryAccuracy,
  binaryCrossEntropyWithLogits,
  DataLoader,
  Dropout,
  fit,
  type History,
  Linear,
  predict,
  relu,
  Sequential,
  seed,
  sigmoid,
  tensor,
} from 'cambium';
import type { catalog } from '../catalog.ts';
import type { Demo, Frame } from '../demo.ts';
import { asDataset, asSamples, type Draw, drawPoints } from '../points.ts';
import { watch } from '../watch.ts';

const grid = { x: [-5, 5], y: [-5, 5], resolution: 40 } as const;
const epochs = 150;

/** Two half moons that overlap. */
const moons: Draw = (label, random) => {
  const angle = random.uniform(0, Math.PI) + Math.PI * label;
  const [x, y] = [2.5 * Math.cos(angle) + (label ? 1.2 : -1.2), 2.5 * Math.sin(angle) + (label ? 0.8 : -0.8)];
  return [x + random.normal(0, 0.9), y + random.normal(0, 0.9)];
};

export const demo: Demo<(typeof catalog)['dropout']> = async ({ settings, show }) => {
  const train = drawPoints(moons, settings.samples, 1);
  const test = drawPoints(moons, 1000, 2);
  const everywhere = tensor(gridPoints(grid), { shape: [grid.resolution ** 2, 2] });
  const runs = { without: 1, with: settings.keep };
  const histories: Record<string, History> = {};
  for (const [i, [name, keep]] of Object.entries(runs).entries()) {
    seed(1);
    const drop = () => (keep < 1 ? [new Dropout(1 - keep)] : []);
    const model = new Sequential(
      new Linear(2, settings.hidden),
      relu,
      ...drop(),
      new Linear(settings.hidden, settings.hidden),
      relu,
      ...drop(),
      new Linear(settings.hidden, 1),
    );
    let goesOn = true;
    const draw = async (): Promise<Frame> => {
      const probabilities = sigmoid(await predict(model, everywhere));
      const boundary = decisionBoundary(grid, await probabilities.data(), asSamples(train), {
        title: `${name} dropout`,
      });
      return { pictures: { [name]: boundary } };
    };
    const half = (frame: Frame) => show({ ...frame, progress: (i + (frame.progress ?? 0)) / 2 });
    const history = await fit(model, {
      train: new DataLoader(asDataset(train), { batchSize: 40, shuffle: true, seed: 1 }),
      validation: new DataLoader(asDataset(test), { batchSize: 500 }),
      loss: binaryCrossEntropyWithLogits,
      optimizer: new Adam(model, { learningRate: 0.01 }),
      epochs,
      metrics: [binaryAccuracy({ name: 'accuracy' })],
      progress: null,
      callbacks: [watch(async (frame) => (goesOn = await half(frame)), draw, 700)],
    });
    if (!goesOn) return;
    histories[name] = history;
    const { accuracy, validationAccuracy } = history.epochs.at(-1)!;
    const suffix = name === 'with' ? '' : ' without';
    await show({
      values: { [`training accuracy${suffix}`]: accuracy!, [`test accuracy${suffix}`]: validationAccuracy! },
      pictures: { curves: learningCurves(histories, { names: ['validationLoss'], title: 'Test loss' }) },
    });
  }
};
