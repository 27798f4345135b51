// LeNet-5 learns to read digits, and then reads those of the reader.

import { LeNet5 } from '@cambium/examples/mnist/model';
import { bars, featureMaps, filterImagesPlot, imageGrid, lines } from '@cambium/plot';
import {
  Adam,
  accuracy,
  at,
  crossEntropy,
  DataLoader,
  evaluate,
  fit,
  maxPool2d,
  predict,
  relu,
  seed,
  softmax,
  type Tensor,
  tensor,
} from 'cambium';
import { digitImages } from '../../code/kit/digits.ts';
import type { catalog } from '../catalog.ts';
import type { Demo } from '../demo.ts';
import { watch } from '../watch.ts';

export const demo: Demo<(typeof catalog)['lenet']> = async ({ settings, show }) => {
  seed(1);
  const { train, test } = await digitImages(settings.samples, 1000);
  const model = new LeNet5();
  const losses: [number, number][] = [];
  await fit(model, {
    train: new DataLoader(train, { batchSize: 64, shuffle: true, seed: 1 }),
    validation: new DataLoader(test, { batchSize: 250 }),
    loss: crossEntropy,
    optimizer: new Adam(model, { learningRate: settings.learningRate }),
    epochs: settings.epochs,
    metrics: [accuracy()],
    progress: null,
    callbacks: [
      watch(show, ({ loss, context: { epoch, batch, batches } }) => {
        losses.push([epoch * batches + batch, loss]);
        return {
          values: { epoch: epoch + 1, loss },
          pictures: { loss: lines({ loss: losses }, { axes: ['step', 'loss'] }) },
        };
      }),
      {
        name: 'accuracy',
        onEpochEnd: async ({ validationAccuracy }) => {
          await show({ values: { 'test accuracy': validationAccuracy! } });
        },
      },
    ],
  });
  const { accuracy: testAccuracy } = await evaluate(model, new DataLoader(test, { batchSize: 250 }), {
    loss: crossEntropy,
    metrics: [accuracy()],
  });
  const filters = { data: await model.conv1.weight.value.data(), shape: model.conv1.weight.shape };
  await show({
    values: { 'test accuracy': testAccuracy! },
    pictures: { filters: filterImagesPlot(filters, { title: 'filters of the first layer' }) },
  });

  return async (asked) => {
    if (asked.kind !== 'digit') return {};
    const image = tensor(asked.pixels, { shape: [1, 28, 28, 1] });
    const probabilities = await softmax(at(await predict(model, image), 0)).data();
    const first = relu(model.conv1.forward(image));
    const second = relu(model.conv2.forward(maxPool2d(first, 2)));
    const maps = async (x: Tensor) => ({ data: await x.data(), shape: x.shape.slice(1) });
    const digit = probabilities.indexOf(Math.max(...probabilities));
    return {
      values: { digit, probability: probabilities[digit]! },
      pictures: {
        seen: imageGrid([{ image: { data: asked.pixels, shape: [28, 28] }, title: `${digit}` }]),
        probabilities: bars(Object.fromEntries(Array.from(probabilities, (value, i) => [`${i}`, value]))),
        first: featureMaps(await maps(first), { title: 'first convolution' }),
        second: featureMaps(await maps(second), { title: 'second convolution' }),
      },
    };
  };
};
