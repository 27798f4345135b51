// Downhill by the derivative, the chain rule along a computation graph, and a loop against one product of matrices.

import { lines } from '@cambium/plot';
import { grad, matmul, normal, scope, seed, sigmoid, type Tensor, tensor, zeros } from 'cambium';
import { show } from '../kit/show.ts';

// #region descent
const cost = (w: Tensor) => w.sub(3).square();
const slope = grad(cost);
const [left, at, right] = [0.99, 1, 1.01].map((w) => tensor(w));
const difference = cost(right!).sub(cost(left!)).div(0.02);
const inWords = (value: Tensor) => value.dataSync()[0]!.toFixed(3);
console.log(`slope of (w − 3)² at 1: ${inWords(slope(at!))}, by a difference: ${inWords(difference)}`);

/** The places and heights that gradient descent visits. */
function descend(learningRate: number, steps: number): (readonly [w: number, cost: number])[] {
  let w = tensor(-1);
  return Array.from({ length: steps + 1 }, () => {
    const visited = [w.dataSync()[0]!, cost(w).dataSync()[0]!] as const;
    w = w.sub(slope(w).mul(learningRate));
    return visited;
  });
}
const paths = [0.02, 0.1, 0.8, 1.05].map((rate) => [`α = ${rate}`, descend(rate, 20)] as const);
for (const [name, path] of paths) console.log(`${name}: w = ${path.at(-1)![0].toFixed(3)} after 20 steps`);

const parabola = Array.from({ length: 61 }, (_, i) => [i / 5 - 3, (i / 5 - 6) ** 2] as const);
const [, small, large] = paths.map(([name, path]) => ({ [name]: path }));
await show('paths', lines({ '(w − 3)²': parabola, ...small, ...large }, { axes: ['w', 'cost'] }));
const heights = paths.map(
  ([name, path]) => [name, path.map(([, cost], step) => [step, cost] as const)] as const,
);
await show('rates', lines(Object.fromEntries(heights), { axes: ['step', 'cost'], isLogarithmic: true }));
// #endregion descent

// #region chain
const [x, y, w, b] = [2, 1, 0.5, -0.3];
const z = w * x + b;
const a = 1 / (1 + Math.exp(-z));
const da = -y / a + (1 - y) / (1 - a);
const dz = da * (a * (1 - a));
console.log(`dz by the chain rule: ${dz.toFixed(3)}, a − y: ${(a - y).toFixed(3)}`);
const loss = (w: Tensor) => sigmoid(w.mul(x).add(b)).log().neg(); // −log a, since y is 1
console.log(`dw = x dz: ${(x * dz).toFixed(3)}, by grad: ${inWords(grad(loss)(tensor(w)))}`);
// #endregion chain

// #region vectorised
seed(1);
const [m, n] = [1000, 50];
const [rows, weights, targets] = [normal([m, n]), normal([n]), normal([m]).greater(0).cast('float32')];

/** The gradient of logistic regression, one sample after the other. */
function byLoop(): Tensor {
  let total = zeros([n]);
  for (let i = 0; i < m; i++) {
    total = scope(() => total.add(rows.at(i).mul(sigmoid(matmul(rows.at(i), weights)).sub(targets.at(i)))));
  }
  return total.div(m);
}

/** The same for all samples at once. */
const byProduct = (): Tensor => matmul(rows.transpose(), sigmoid(matmul(rows, weights)).sub(targets)).div(m);

function milliseconds(work: () => Tensor): number {
  const start = performance.now();
  scope(work).dataSync();
  return performance.now() - start;
}
const apart = byLoop().sub(byProduct()).abs().max().dataSync()[0]!;
console.log(`both gradients agree: ${apart < 1e-5}`);
const ratio = milliseconds(byLoop) / Math.min(milliseconds(byProduct), milliseconds(byProduct));
console.log(`the loop takes ${ratio > 10 ? 'more' : 'less'} than ten times as long`);
// #endregion vectorised
