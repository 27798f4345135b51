// Twenty plain layers and twenty residual ones on two spirals: only the residual network learns.

import { learningCurves, lines } from '@cambium/plot';
import {
  Adam,
  ArrayDataset,
  accuracy,
  crossEntropy,
  DataLoader,
  fit,
  type History,
  HostRandom,
  Linear,
  Residual,
  relu,
  Sequential,
  seed,
  tensor,
  valueAndGrad,
} from 'cambium';
import { show } from '../kit/show.ts';

// Points on two spirals that turn around each other.
const random = new HostRandom(6);
const count = 600;
const labels = Int32Array.from({ length: count }, (_, i) => i % 2);
const points = Array.from(labels, (label) => {
  const share = Math.sqrt(random.uniform());
  const angle = 3.5 * Math.PI * share + Math.PI * label;
  return [2 * share * Math.cos(angle), 2 * share * Math.sin(angle)].map((at) => at + random.normal(0, 0.04));
});
const data = new ArrayDataset({ x: points, y: labels });

// #region models
const [width, depth] = [16, 20];
const plain = (): Sequential => {
  const layers = Array.from({ length: depth }, () => [new Linear(width, width), relu]);
  return new Sequential(new Linear(2, width), relu, ...layers.flat(), new Linear(width, 2));
};

/** The same layers, two and two, with a path around each pair. */
const residual = (): Sequential => {
  const blocks = Array.from({ length: depth / 2 }, () => {
    const pair = new Sequential(new Linear(width, width), relu, new Linear(width, width));
    return new Residual(pair, { activation: relu });
  });
  return new Sequential(new Linear(2, width), relu, ...blocks, new Linear(width, 2));
};
// #endregion models

// #region training
/** The norm of the gradient of each weight matrix, by layer. */
function gradientSizes(model: Sequential): [number, number][] {
  const [x, y] = [tensor(points), tensor(labels)];
  const { grads } = valueAndGrad(model, () => crossEntropy(model.forward(x), y))();
  const weights = model.parameters().filter(({ shape }) => shape.length === 2);
  return weights.map((weight, layer) => [layer + 1, Number(grads.get(weight)!.norm().toArray())]);
}

seed(6);
const sizes: Record<string, [number, number][]> = {};
const histories: Record<string, History> = {};
for (const [name, model] of Object.entries({ plain: plain(), residual: residual() })) {
  sizes[name] = gradientSizes(model);
  histories[name] = await fit(model, {
    train: new DataLoader(data, { batchSize: 50, shuffle: true }),
    loss: crossEntropy,
    optimizer: new Adam(model, { learningRate: 2e-3 }),
    epochs: 50,
    metrics: [accuracy()],
    progress: null,
  });
  const { loss, accuracy: share } = histories[name].epochs.at(-1)!;
  console.log(`${name}: gradient of the first layer at the start ${sizes[name][0]![1].toExponential(1)}`);
  console.log(`${name}: after training loss ${loss!.toFixed(3)}, accuracy ${share!.toFixed(3)}`);
}
await show('gradients', lines(sizes, { axes: ['layer', 'norm of the gradient'], isLogarithmic: true }));
await show('training', learningCurves(histories, { names: ['loss'], title: 'training loss' }));
// #endregion training
