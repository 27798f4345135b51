// Batch normalisation: the formula beside the layer, its running statistics, and the learning rates it tolerates.

import { bars, lines } from '@cambium/plot';
import {
  accuracy,
  BatchNorm,
  crossEntropy,
  DataLoader,
  fit,
  heNormal,
  Linear,
  normal,
  relu,
  Sequential,
  SGD,
  seed,
} from 'cambium';
import { digitRows } from '../kit/digits.ts';
import { show } from '../kit/show.ts';

seed(1);
// By hand: each of three features has mean 0 and variance 1 over the batch of eight; γ is 1 and β is 0 at first.
const z = normal([8, 3], { mean: 5, std: 2 });
const byHand = z.sub(z.mean(0)).div(z.variance(0).add(1e-5).sqrt());
const layer = new BatchNorm(3);
const apart = (a = byHand, b = byHand) => a.sub(b).abs().max().item();
console.log(`formula and layer: ${(await apart(byHand, layer.forward(z))).toExponential(0)} apart`);
console.log(
  `with a bias of 100 before it: ${(await apart(byHand, layer.forward(z.add(100)))).toExponential(0)} apart`,
);

// Statistics for testing: averages of those of the batches, which begin with mean 0 and variance 1.
const watched = new BatchNorm(1);
const mean: [number, number][] = [[0, 0]];
const variance: [number, number][] = [[0, 1]];
for (let batch = 1; batch <= 60; batch++) {
  watched.forward(normal([32, 1], { mean: 5, std: 2 }));
  mean.push([batch, await watched.runningMean!.value.item()]);
  variance.push([batch, await watched.runningVariance!.value.item()]);
}
const running = { 'running mean': mean, 'running variance': variance };
await show('running', lines(running, { axes: ['batch', 'true mean 5, true variance 4'] }));

// Five hidden layers, two epochs on 1,000 digits, three learning rates.
const { train, test } = await digitRows(1000, 500);
function network(isNormalised: boolean): Sequential {
  const hidden = Array.from({ length: 5 }, (_, i) => {
    const inputs = i === 0 ? 784 : 50;
    const linear = new Linear(inputs, 50, { weightInit: heNormal(), bias: !isNormalised });
    return isNormalised ? [linear, new BatchNorm(50), relu] : [linear, relu];
  });
  return new Sequential(...hidden.flat(), new Linear(50, 10));
}
const results: Record<string, number> = {};
for (const learningRate of [0.01, 0.1, 1]) {
  for (const isNormalised of [false, true]) {
    const model = network(isNormalised);
    const history = await fit(model, {
      train: new DataLoader(train, { batchSize: 25, shuffle: true }),
      validation: new DataLoader(test, { batchSize: 500 }),
      loss: crossEntropy,
      optimizer: new SGD(model, { learningRate }),
      epochs: 2,
      metrics: [accuracy()],
      progress: null,
    });
    const name = `α = ${learningRate}, ${isNormalised ? 'with' : 'without'} BatchNorm`;
    results[name] = history.epochs.at(-1)!.validationAccuracy!;
    console.log(`${name}: ${(100 * results[name]).toFixed(0)} % right`);
  }
}
await show('rates', bars(results, { unit: 'test accuracy after two epochs' }));
