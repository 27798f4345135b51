// How signals and gradients shrink or grow from layer to layer, and what clipping does to a large gradient.

import { lines } from '@cambium/plot';
import {
  ArrayDataset,
  clipByGlobalNorm,
  crossEntropy,
  fit,
  globalNorm,
  glorotNormal,
  heNormal,
  type Initializer,
  type LayerFunction,
  Linear,
  layerStatistics,
  matmul,
  normal,
  relu,
  Sequential,
  SGD,
  seed,
  sigmoid,
  tanh,
  valueAndGrad,
} from 'cambium';
import { show } from '../kit/show.ts';

seed(1);
const width = 64;
type Curves = Record<string, [layer: number, size: number][]>;

// Layers without activations: each multiplies by a random matrix that stretches a vector by `factor`, on average.
const lengths: Curves = {};
for (const factor of [0.5, 0.9, 1, 1.1, 1.5]) {
  let signal = normal([1, width]).div(Math.sqrt(width));
  const path: Curves[string] = [];
  for (let layer = 0; layer <= 50; layer++) {
    path.push([layer, await signal.norm().item()]);
    signal = matmul(signal, normal([width, width], { std: factor / Math.sqrt(width) }));
  }
  lengths[`factor ${factor}`] = path;
  console.log(`factor ${factor}: length ${path.at(-1)![1].toExponential(0)} after 50 layers`);
}
await show('products', lines(lengths, { axes: ['layer', 'length of the signal'], isLogarithmic: true }));

// Twenty layers with activations, and the gradients of their weights.
const x = normal([64, width]);
const y = x.mean(1).greater(0).cast('int32');
const network = (activation: LayerFunction, weightInit: Initializer) => {
  const hidden = Array.from({ length: 20 }, () => [new Linear(width, width, { weightInit }), activation]);
  return new Sequential(...hidden.flat(), new Linear(width, 2));
};
const exploding = network(tanh, glorotNormal({ gain: 5 }));
const networks = {
  'sigmoid, Glorot': network(sigmoid, glorotNormal()),
  'tanh, five times Glorot': exploding,
  'ReLU, He': network(relu, heNormal()),
};
const gradients: Curves = {};
for (const [name, model] of Object.entries(networks)) {
  const statistics = layerStatistics({
    factor: 100,
    onWarning: ({ kind }) => console.log(`${name}: ${kind}`),
  });
  const optimizer = new SGD(model, { learningRate: 0 }); // only looks
  const train = new ArrayDataset({ x, y });
  const looking = { train, batchSize: 64, epochs: 1, callbacks: [statistics], progress: null };
  await fit(model, { ...looking, loss: crossEntropy, optimizer });
  const weights = statistics.reports[0]!.gradients.filter(({ shape }) => shape.length === 2);
  gradients[name] = weights.map(({ rootMeanSquare }, i) => [i + 1, rootMeanSquare]);
}
await show('gradients', lines(gradients, { axes: ['layer', 'size of its gradient'], isLogarithmic: true }));

const { grads } = valueAndGrad(exploding, () => crossEntropy(exploding.forward(x), y))();
const clipped = clipByGlobalNorm(grads, 1);
console.log(`norm of all gradients together: ${(await globalNorm(grads).item()).toFixed(1)}`);
console.log(`after clipping: ${(await globalNorm(clipped).item()).toFixed(1)}`);
