// What the start of the weights does to the signal of ten layers, and to learning.

import { DeepNetwork } from '@cambium/examples/initialisation/network';
import { histograms, learningCurves } from '@cambium/plot';
import {
  accuracy,
  clipByGlobalNorm,
  crossEntropy,
  DataLoader,
  fit,
  glorotNormal,
  heNormal,
  leakyRelu,
  normalInit,
  relu,
  SGD,
  scope,
  seed,
  sigmoid,
  tanh,
  tensor,
  zerosInit,
} from 'cambium';
import { digitRows } from '../../code/kit/digits.ts';
import type { catalog } from '../catalog.ts';
import type { Demo } from '../demo.ts';
import { watch } from '../watch.ts';

const starts = {
  zeros: zerosInit(),
  small: normalInit({ std: 0.01 }),
  large: normalInit({ std: 1 }),
  xavier: glorotNormal(),
  he: heNormal(),
};
const activations = { relu, tanh, sigmoid, leakyRelu };
const drawn = [0, 4, 9];

export const demo: Demo<(typeof catalog)['initialisation']> = async ({ settings, show }) => {
  seed(1);
  const { train, test } = await digitRows(2000, 500);
  const model = new DeepNetwork(784, {
    depth: 10,
    width: 64,
    classes: 10,
    init: starts[settings.start],
    activation: activations[settings.activation],
  });
  const { data, shape } = train.take(200).fields.x;
  const layers = scope(() => model.activations(tensor(data, { shape })));
  const signals = await Promise.all(
    drawn.map(async (layer) => [`layer ${layer + 1}`, await layers[layer]!.data()] as const),
  );
  const before = histograms(Object.fromEntries(signals), { width: 260, height: 60 });
  await show({ progress: 0, pictures: { before } });
  await fit(model, {
    train: new DataLoader(train, { batchSize: 50, shuffle: true, seed: 1 }),
    validation: new DataLoader(test, { batchSize: 250 }),
    loss: crossEntropy,
    optimizer: new SGD(model, { learningRate: 0.02, momentum: 0.9 }),
    // With large weights the first steps would throw all weights to infinity.
    transformGradients: (gradients) => clipByGlobalNorm(gradients, 1),
    epochs: settings.epochs,
    metrics: [accuracy()],
    progress: null,
    callbacks: [
      watch(show, ({ loss, context }) => ({ values: { epoch: context.epoch + 1, loss } })),
      {
        name: 'curves',
        onEpochEnd: async ({ validationAccuracy }, { history }) => {
          await show({
            values: { 'test accuracy': validationAccuracy! },
            pictures: { curves: learningCurves(history, { names: ['accuracy', 'validationAccuracy'] }) },
          });
        },
      },
    ],
  });
};
