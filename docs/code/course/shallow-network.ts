// Activations and their slopes, and what one hidden layer of tanh units adds to logistic regression on a flower.

import { decisionBoundary, gridPoints, lines } from '@cambium/plot';
import {
  Adam,
  binaryCrossEntropyWithLogits,
  grad,
  HostRandom,
  Linear,
  leakyRelu,
  linspace,
  relu,
  Sequential,
  seed,
  sigmoid,
  type Tensor,
  tanh,
  tensor,
  valueAndGrad,
} from 'cambium';
import { show } from '../kit/show.ts';

// #region activations
const activations: Readonly<Record<string, (z: Tensor) => Tensor>> = {
  sigmoid,
  tanh,
  ReLU: relu,
  'leaky ReLU': (z) => leakyRelu(z, 0.1),
  identity: (z) => z.mul(1),
};
const z = linspace(-4, 4, 161);
const zs = z.dataSync();
const curve = (heights: Tensor) => Array.from(heights.dataSync(), (height, i) => [zs[i]!, height] as const);
const entries = Object.entries(activations);
const values = entries.map(
  ([name, g]) => [name, curve(g(z)).filter(([, height]) => Math.abs(height) < 2)] as const,
);
const slopes = entries.map(([name, g]) => [name, curve(grad((z: Tensor) => g(z).sum())(z))] as const);
await show('activations', lines(Object.fromEntries(values), { axes: ['z', 'g(z)'] }));
await show('slopes', lines(Object.fromEntries(slopes), { axes: ['z', 'slope of g'] }));

const rescaled = sigmoid(z.mul(2)).mul(2).sub(1);
const apart = tanh(z).sub(rescaled).abs().max().dataSync()[0]!;
console.log(`tanh z and 2σ(2z) − 1 differ by less than a millionth: ${apart < 1e-6}`);
// #endregion activations

// #region flower
const [count, random] = [400, new HostRandom(1)];
const labels = Float32Array.from({ length: count }, (_, i) => i % 2);
const points = Array.from(labels, (label) => {
  const angle = random.uniform(label * 3.12, (label + 1) * 3.12) + random.normal(0, 0.2);
  const radius = 4 * Math.sin(4 * angle) + random.normal(0, 0.2);
  return [radius * Math.sin(angle), radius * Math.cos(angle)];
});
const [x, y] = [tensor(points), tensor(labels, { shape: [count, 1] })];
// #endregion flower

// #region networks
seed(1);
const networks = {
  'logistic regression': new Sequential(new Linear(2, 1)),
  '2 hidden units': new Sequential(new Linear(2, 2), tanh, new Linear(2, 1)),
  '10 hidden units': new Sequential(new Linear(2, 10), tanh, new Linear(10, 1)),
};
const grid = { x: [-5, 5], y: [-5, 5], resolution: 40 } as const;
const plane = tensor(gridPoints(grid), { shape: [40 * 40, 2] });
const samples = points.map(([x, y], i) => ({ x: x!, y: y!, label: labels[i]! }));
for (const [title, network] of Object.entries(networks)) {
  const lossAndGrads = valueAndGrad(network, () => binaryCrossEntropyWithLogits(network.forward(x), y));
  const optimizer = new Adam(network, { learningRate: 0.02 });
  for (let step = 0; step < 800; step++) optimizer.step(lossAndGrads().grads);
  const isRight = network.forward(x).greater(0).equal(y.greater(0.5)).cast('float32');
  console.log(`${title}: ${(100 * isRight.mean().dataSync()[0]!).toFixed(0)} % right`);
  const probabilities = sigmoid(network.forward(plane)).dataSync();
  const name = `boundary-${title.split(' ')[0]}`;
  await show(name, decisionBoundary(grid, probabilities, samples, { title, size: 260 }));
}
// #endregion networks
