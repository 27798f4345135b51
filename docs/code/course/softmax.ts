// Softmax: the numbers of the course, its gradient, two classes, large scores, and a classifier of three kinds of points.

import { bars, confusionMatrixPlot, decisionBoundary, gridPoints } from '@cambium/plot';
import {
  Adam,
  ArrayDataset,
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

const written = (values: Tensor) => Array.from(values.dataSync(), (value) => value.toFixed(4)).join(' ');

const z = tensor([3, -2, 4, 5.6]);
const p = softmax(z);
const second = tensor(1, { dtype: 'int32' });
console.log(`probabilities: ${written(p)}`);
console.log(`p − y:         ${written(p.sub(tensor([0, 1, 0, 0])))}`);
console.log(`gradient:      ${written(grad((scores: Tensor) => crossEntropy(scores, second))(z))}`);
console.log(`two classes:   ${written(softmax(tensor([1, 3])))}`);
console.log(`σ(3 − 1):      ${written(sigmoid(tensor([3 - 1])))}`);
const powers = tensor([1000, 1001]).exp();
console.log(`by formula:    ${written(powers.div(powers.sum()))}`);
console.log(`by softmax:    ${written(softmax(tensor([1000, 1001])))}`);
const shares = Array.from(await p.data(), (share, i) => [['z = 3', 'z = −2', 'z = 4', 'z = 5.6'][i], share]);
await show('probabilities', bars(Object.fromEntries(shares), { unit: 'probability' }));

// Points of three kinds around three centres.
seed(1);
const random = new HostRandom(4);
const labels = ['left', 'right', 'top'];
const centres = [
  [-1.5, -1],
  [1.5, -1],
  [0, 1.5],
];
const draw = (count: number) => {
  const y = Int32Array.from({ length: count }, (_, i) => i % 3);
  return { x: Array.from(y, (kind) => centres[kind]!.map((middle) => random.normal(middle, 0.8))), y };
};
const test = draw(150);
const model = new Sequential(new Linear(2, 3));
const optimizer = new Adam(model, { learningRate: 0.05 });
await fit(model, {
  train: new ArrayDataset(draw(300)),
  loss: crossEntropy,
  optimizer,
  epochs: 20,
  progress: null,
});

const counts = confusionMatrix(await predict(model, tensor(test.x)), tensor(test.y));
await show('confusion', confusionMatrixPlot(counts.toArray() as number[][], { labels }));
const grid = { x: [-4, 4], y: [-4, 4] } as const;
const said = softmax(await predict(model, tensor(gridPoints(grid)).reshape([-1, 2])));
const top = await said.slice(null, [2, 3]).data();
const samples = test.x.map(([x, y], i) => ({ x: x!, y: y!, label: labels[test.y[i]!]! }));
await show('top', decisionBoundary(grid, top, samples, { title: 'Probability of “top”' }));
