// The same deep network with and without batch normalisation, at one learning rate.

import { learningCurves } from '@cambium/plot';
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
  seed,
} from 'cambium';
import { digitRows } from '../../code/kit/digits.ts';
import type { catalog } from '../catalog.ts';
import type { Demo } from '../demo.ts';
import { watch } from '../watch.ts';

const width = 64;

/** BatchNorm has a shift of its own, so the bias before it is dropped. */
function network(layers: number, isNormalised: boolean): Sequential {
  const hidden = Array.from({ length: layers }, (_, i) => {
    const inputs = i === 0 ? 784 : width;
    return isNormalised
      ? [new Linear(inputs, width, { bias: false }), new BatchNorm(width), relu]
      : [new Linear(inputs, width), relu];
  });
  return new Sequential(...hidden.flat(), new Linear(width, 10));
}

export const demo: Demo<(typeof catalog)['batch-norm']> = async ({ settings, show }) => {
  const { train, test } = await digitRows(3000, 500);
  const histories: Record<string, History> = {};
  let goesOn = true;
  for (const [i, name] of ['without', 'with'].entries()) {
    seed(1);
    const model = network(settings.layers, name === 'with');
    histories[name] = await fit(model, {
      train: new DataLoader(train, { batchSize: 50, shuffle: true, seed: 1 }),
      validation: new DataLoader(test, { batchSize: 250 }),
      loss: crossEntropy,
      optimizer: new SGD(model, { learningRate: settings.learningRate }),
      epochs: settings.epochs,
      metrics: [accuracy()],
      progress: null,
      callbacks: [
        watch(
          async (frame) => (goesOn = await show({ ...frame, progress: (i + frame.progress!) / 2 })),
          ({ loss, context }) => ({ values: { epoch: context.epoch + 1, [`loss ${name}`]: loss } }),
        ),
      ],
    });
    if (!goesOn) return;
    await show({
      values: { [`accuracy ${name}`]: histories[name].epochs.at(-1)!.validationAccuracy! },
      pictures: {
        curves: learningCurves(histories, { names: ['validationAccuracy'], title: 'Test accuracy' }),
      },
    });
  }
};
