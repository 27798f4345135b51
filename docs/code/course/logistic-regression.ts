// Logistic regression by hand: the gradient beside that of the tape, the loss from logits, and where the cost is convex.

import { decisionBoundary, gridPoints, lines } from '@cambium/plot';
import {
  binaryCrossEntropy,
  binaryCrossEntropyWithLogits,
  grad,
  HostRandom,
  matmul,
  scope,
  sigmoid,
  type Tensor,
  tanh,
  tensor,
} from 'cambium';
import { show } from '../kit/show.ts';

// Two clouds of points that overlap a little: 100 of class 0, 100 of class 1.
const [m, random] = [200, new HostRandom(1)];
const labels = Array.from({ length: m }, (_, i) => i % 2);
const points = labels.map((label) => [random.normal(2 * label - 1, 1), random.normal(2 * label - 1, 1)]);
const [x, y] = [tensor(points), tensor(labels, { shape: [m, 1] })];

// #region gradient
type Weights = Record<'w' | 'b', Tensor>;
const logits = ({ w, b }: Weights, rows = x) => matmul(rows, w).add(b);
const cost = (weights: Weights) => binaryCrossEntropyWithLogits(logits(weights), y);

/** dz = a − y for each sample; dw = xᵀ dz / m; db is the mean of dz. */
function gradient(weights: Weights): Weights {
  const dz = sigmoid(logits(weights)).sub(y);
  return { w: matmul(x.transpose(), dz).div(m), b: dz.mean(0) };
}

let weights: Weights = { w: tensor([[0.5], [-0.3]]), b: tensor([0.1]) };
const inWords = (...all: Tensor[]) =>
  all.flatMap((each) => [...each.dataSync()]).map((value) => value.toFixed(4));
const [hand, tape] = [gradient(weights), grad(cost)(weights)];
console.log('dw and db by hand:', inWords(hand.w, hand.b).join(' '));
console.log('dw and db by grad:', inWords(tape.w, tape.b).join(' '));
// #endregion gradient

// #region descent
for (let step = 0; step < 200; step++) {
  weights = scope(() => {
    const { w, b } = gradient(weights);
    return { w: weights.w.sub(w.mul(0.5)), b: weights.b.sub(b.mul(0.5)) };
  });
}
const isRight = logits(weights).greater(0).equal(y.greater(0.5)).cast('float32');
console.log(`after 200 steps: cost ${inWords(cost(weights))}, right ${inWords(isRight.mean())}`);
// #endregion descent

// #region logits
const losses = {
  a: (z: Tensor) => binaryCrossEntropy(sigmoid(z), tensor([0])),
  z: (z: Tensor) => binaryCrossEntropyWithLogits(z, tensor([0])),
};
for (const z of [tensor([2]), tensor([20])]) {
  for (const [name, loss] of Object.entries(losses)) {
    console.log(
      `z = ${z.toArray()}, y = 0: from ${name} loss ${inWords(loss(z))}, dz ${inWords(grad(loss)(z))}`,
    );
  }
}
// #endregion logits

const grid = { x: [-4, 4], y: [-4, 4], resolution: 40 } as const;
const plane = tensor(gridPoints(grid), { shape: [40 * 40, 2] });
const samples = points.map(([x, y], i) => ({ x: x!, y: y!, label: labels[i]! }));
await show('boundary', decisionBoundary(grid, sigmoid(logits(weights, plane)).dataSync(), samples));

// The cost along a direction of the weights: of logistic regression, and with a tanh unit in front.
const feature = x.slice(null, [0, 1]);
const steps = Array.from({ length: 61 }, (_, i) => (i - 30) / 10);
const along = (z: (t: number) => Tensor) =>
  steps.map((t) => [t, binaryCrossEntropyWithLogits(z(t), y).dataSync()[0]!] as const);
const costs = {
  'one layer: z = (2 + t) x': along((t) => feature.mul(2 + t)),
  'two layers: z = t tanh(t x)': along((t) => tanh(feature.mul(t)).mul(t)),
};
await show('convexity', lines(costs, { axes: ['t', 'cost'] }));
