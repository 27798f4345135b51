import { expect, it } from 'vitest';
import {
  Adam,
  ArrayDataset,
  accuracy,
  Conv2d,
  crossEntropy,
  DataLoader,
  Flatten,
  fit,
  Linear,
  MaxPool2d,
  relu,
  Sequential,
  seed,
} from '../src/index.ts';

it('trains a ConvNet in the browser', async () => {
  seed(2);
  // bars that stand or lie
  const count = 128;
  const pixels = new Float32Array(count * 64);
  const labels = Int32Array.from({ length: count }, (_, i) => i % 2);
  for (let i = 0; i < count; i++) {
    const place = (i * 5) % 8;
    for (let j = 0; j < 8; j++) pixels[i * 64 + (labels[i] === 0 ? 8 * j + place : 8 * place + j)] = 1;
  }
  const dataset = new ArrayDataset({ x: { data: pixels, shape: [count, 8, 8, 1] }, y: labels });
  const model = new Sequential(
    new Conv2d({ inChannels: 1, outChannels: 8, kernelSize: 3, padding: 'same' }),
    relu,
    new MaxPool2d(2),
    new Flatten(),
    new Linear(128, 2),
  );
  const history = await fit(model, {
    train: new DataLoader(dataset, { batchSize: 16, shuffle: true }),
    loss: crossEntropy,
    optimizer: new Adam(model, { learningRate: 0.02 }),
    epochs: 15,
    metrics: [accuracy()],
  });
  expect(history.epochs.at(-1)!.accuracy).toBe(1);
});
