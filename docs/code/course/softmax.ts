// Softmax: the numbers of the course, its gradient, two classes, large scores, and a classifier of three kinds of points.

import { bars, confusionMatrixPlot, decisionBoundary, gridPoints } from '@cambium/plot';
import {
  Adam,
  ArrayDataset,
  accuracy,
  confusionMatrix,
  crossEntropy,
  fit,
  grad,
  HostRandom,
  Linear,
  predict,
  Sequential,
  seed,
  sigmoid,
  softmax,
  type Tensor,
  tensor,
} from 'cambium';
import { show } from '../kit/show.ts';

const written = (values: Tensor) =>
  (values.flatten(0).toArray() as number[]).map((v) => v.toFixed(4)).join(' ');

const z = tensor([3, -2, 4, 5.6]);
console.log(`probabilities: ${written(softmax(z))}`);
console.log(`p − y:         ${written(softmax(z).sub(tensor([0, 1, 0, 0])))}`);
const label = tensor(1, { dtype: 'int32' });
console.log(`gradient:      ${written(grad((scores: Tensor) => crossEntropy(scores, label))(z))}`);
console.log(
  `two classes:   ${written(softmax(tensor([1, 3])))}, σ(3 − 1) = ${written(sigmoid(tensor([2])))}`,
);
const large = tensor([1000, 1001]);
console.log(
  `large scores:  ${written(large.exp().div(large.exp().sum()))} by formula, ${written(softmax(large))}`,
);
const names = ['z = 3', 'z = −2', 'z = 4', 'z = 5.6'];
const shares = Object.fromEntries(names.map((name, i) => [name, softmax(z).at(i).toArray() as number]));
await show('probabilities', bars(shares, { unit: 'probability' }));

// Three kinds of points around three centres.
seed(1);
const random = new HostRandom(4);
const centres = [
  [-1.5, -1],
  [1.5, -1],
  [0, 1.5],
] as const;
const points = (count: number) => {
  const labels = Int32Array.from({ length: count }, (_, i) => i % 3);
  const x = Array.from(labels, (kind) => centres[kind]!.map((middle) => random.normal(middle, 0.8)));
  return { x, labels };
};
const [train, test] = [points(300), points(150)];
const model = new Sequential(new Linear(2, 3));
const history = await fit(model, {
  train: new ArrayDataset({ x: train.x, y: train.labels }),
  loss: crossEntropy,
  optimizer: new Adam(model, { learningRate: 0.05 }),
  epochs: 20,
  metrics: [accuracy()],
  progress: null,
});
console.log(`training accuracy: ${history.epochs.at(-1)!.accuracy!.toFixed(2)}`);

const counts = confusionMatrix(await predict(model, tensor(test.x)), tensor(test.labels));
await show(
  'confusion',
  confusionMatrixPlot(counts.toArray() as number[][], { labels: ['left', 'right', 'top'] }),
);
const grid = { x: [-4, 4], y: [-4, 4] } as const;
const said = softmax(await predict(model, tensor(gridPoints(grid), { shape: [3600, 2] })));
const top = said.slice(null, [2, 3]).flatten(0);
const samples = test.x.map(([x, y], i) => ({
  x: x!,
  y: y!,
  label: ['left', 'right', 'top'][test.labels[i]!]!,
}));
await show('top', decisionBoundary(grid, await top.data(), samples, { title: 'Probability of “top”' }));
