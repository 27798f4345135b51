// The same deep network with and without BatchNorm, at three learning rates.

import { bars, learningCurves } from '@cambium/plot';
import {
  accuracy,
  BatchNorm,
  crossEntropy,
  DataLoader,
  fit,
  type History,
  Linear,
  relu,
  Sequential,
  SGD,
  type TrainableModel,
} from 'cambium';
import { digitRows } from '../data/digits.ts';
import type { Example } from '../example.ts';

const [depth, width] = [6, 100];

/** Six hidden layers. BatchNorm stands before the activation, and has a shift of its own, so the bias is dropped. */
function network(isNormalized: boolean): TrainableModel {
  const hidden = Array.from({ length: depth }, (_, i) => {
    const inputs = i === 0 ? 784 : width;
    return isNormalized
      ? [new Linear(inputs, width, { bias: false }), new BatchNorm(width), relu]
      : [new Linear(inputs, width), relu];
  });
  return new Sequential(...hidden.flat(), new Linear(width, 10));
}

/** The speed-up by BatchNorm. */
export const batchNorm: Example = {
  title: 'Batch normalisation',
  description: 'BatchNorm makes a deep network learn in its first epoch, and at learning rates far apart.',
  course: '4.6',
  async run({ seed, isQuick }) {
    const { train, test } = await digitRows(isQuick ? 600 : 10000, isQuick ? 200 : 2000);
    const histories: Record<string, History> = {};
    const numbers: Record<string, number> = {};
    for (const learningRate of [0.01, 0.1, 1]) {
      for (const isNormalized of [false, true]) {
        const name = `${isNormalized ? 'with' : 'without'} BatchNorm, α = ${learningRate}`;
        console.log(`${name}:`);
        const model = network(isNormalized);
        const history = await fit(model, {
          train: new DataLoader(train, { batchSize: 50, shuffle: true, seed, dropLast: true }),
          validation: new DataLoader(test, { batchSize: 500 }),
          loss: crossEntropy,
          optimizer: new SGD(model, { learningRate }),
          epochs: isQuick ? 2 : 8,
          metrics: [accuracy()],
        });
        histories[name] = history;
        numbers[`first epoch ${name}`] = history.epochs[0]!.validationAccuracy!;
        numbers[`last epoch ${name}`] = history.epochs.at(-1)!.validationAccuracy!;
      }
    }
    const first = Object.entries(histories).map(([name, { epochs }]) => [
      name,
      epochs[0]!.validationAccuracy!,
    ]);
    return {
      numbers,
      sections: [
        {
          heading: 'Test accuracy after one epoch',
          figures: [{ picture: bars(Object.fromEntries(first), { unit: 'test accuracy' }) }],
        },
        {
          heading: 'Epoch by epoch',
          text: 'Each layer gets inputs of mean 0 and variance 1, whatever the layers before it do. So the loss falls quickly, and the learning rate may be large.',
          figures: [
            { picture: learningCurves(histories, { names: ['loss'], title: 'Loss', isLogarithmic: true }) },
            { picture: learningCurves(histories, { names: ['validationAccuracy'], title: 'Test accuracy' }) },
          ],
        },
      ],
    };
  },
};
