// Logistic regression by hand: the gradient beside that of the tape, the loss from logits, and where the cost is convex.

import { decisionBoundary, gridPoints, lines } from '@cambium/plot';
import {
  add,
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
const labels = Float32Array.from({ length: m }, (_, i) => i % 2);
const centre = (i: number) => (labels[i] === 1 ? 1 : -1);
const points = Array.from({ length: m }, (_, i) => [random.normal(centre(i), 1), random.normal(centre(i), 1)]);
const [x, y] = [tensor(points), tensor(labels, { shape: [m, 1] })];

// #region gradient
type Weights = Record<'w' | 'b', Tensor>;
const logits = ({ w, b }: Weights, rows = x) => add(matmul(rows, w), b);
const cost = (weights: Weights) => binaryCrossEntropyWithLogits(logits(weights), y);

/** dz = a − y for each sample; dw = xᵀ dz / m; db is the mean of dz. */
function gradient(weights: Weights): Weights {
  const dz = sigmoid(logits(weights)).sub(y);
  return { w: matmul(x.transpose(), dz).div(m), b: dz.mean(0) };
}

let weights: Weights = { w: tensor([[0.5], [-0.3]]), b: tensor([0.1]) };
const inWords = ({ w, b }: Weights) => [...w.dataSync(), ...b.dataSync()].map((each) => each.toFixed(5)).join(' ');
console.log('dw and db by hand:', inWords(gradient(weights)));
console.log('dw and db by grad:', inWords(grad(cost)(weights)));
// #endregion gradient

// #region descent
for (let step = 0; step < 200; step++) {
  weights = scope(() => {
    const { w, b } = gradient(weights);
    return { w: weights.w.sub(w.mul(0.5)), b: weights.b.sub(b.mul(0.5)) };
  });
}
const isRight = logits(weights).greater(0).equal(y.greater(0.5)).cast('float32');
console.log(`cost ${(await cost(weights).item()).toFixed(3)}, right ${(await isRight.mean().item()).toFixed(2)}`);
// #endregion descent

// #region logits
for (const logit of [2, 20]) {
  const [z, target] = [tensor([logit]), tensor([0])];
  const fromProbability = (at: Tensor) => binaryCrossEntropy(sigmoid(at), target);
  const fromLogit = (at: Tensor) => binaryCrossEntropyWithLogits(at, target);
  const [first, second] = [fromProbability, fromLogit].map((loss) =>
    [loss(z), grad(loss)(z)].map((each) => each.dataSync()[0]!.toFixed(2)),
  );
  console.log(`z = ${logit}, y = 0: from a, loss ${first![0]} and dz ${first![1]};`);
  console.log(`  from z, loss ${second![0]} and dz ${second![1]}`);
}
// #endregion logits

const grid = { x: [-4, 4], y: [-4, 4], resolution: 50 } as const;
const plane = tensor(gridPoints(grid), { shape: [50 * 50, 2] });
const samples = points.map(([x, y], i) => ({ x: x!, y: y!, label: labels[i]! }));
await show('boundary', decisionBoundary(grid, sigmoid(logits(weights, plane)).dataSync(), samples));

// The cost along one direction of the weights: of logistic regression, and of one more unit with tanh in front.
const feature = x.slice(null, [0, 1]);
const along = (z: (t: number) => Tensor) =>
  Array.from({ length: 81 }, (_, i) => {
    const t = (i - 40) / 10;
    return [t, binaryCrossEntropyWithLogits(z(t), y).dataSync()[0]!] as const;
  });
const costs = {
  'one layer: z = t x': along((t) => feature.mul(t)),
  'two layers: z = t tanh(t x)': along((t) => tanh(feature.mul(t)).mul(t)),
};
await show('convexity', lines(costs, { axes: ['t', 'cost'] }));
