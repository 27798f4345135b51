// Downhill by the derivative, the chain rule along a computation graph, and a loop against one product of matrices.

import { lines } from '@cambium/plot';
import {
  binaryCrossEntropy,
  dot,
  grad,
  HostRandom,
  matmul,
  normal,
  scope,
  seed,
  sigmoid,
  type Tensor,
  tensor,
  zeros,
} from 'cambium';
import { show } from '../kit/show.ts';

// #region descent
const cost = (w: Tensor) => w.sub(3).square();
const slope = grad(cost);
const atOne = await slope(tensor(1)).item();
const difference = (await cost(tensor(1.01)).item()) - (await cost(tensor(0.99)).item());
console.log(`slope of (w − 3)² at 1: ${atOne.toFixed(3)}, by a difference: ${(difference / 0.02).toFixed(3)}`);

/** The places and heights that gradient descent visits. */
function descend(learningRate: number, steps: number): [w: number, cost: number][] {
  let w = tensor(-1);
  return Array.from({ length: steps + 1 }, () => {
    const visited: [number, number] = [w.dataSync()[0]!, cost(w).dataSync()[0]!];
    w = w.sub(slope(w).mul(learningRate));
    return visited;
  });
}
const paths = [0.02, 0.1, 0.9, 1.05].map((rate) => [`α = ${rate}`, descend(rate, 20)] as const);
for (const [name, path] of paths) console.log(`${name}: w = ${path.at(-1)![0].toFixed(3)} after 20 steps`);
// #endregion descent

// #region chain
const [x, y] = [2, 1];
const [w, b] = [0.5, -0.3];
const z = w * x + b;
const a = 1 / (1 + Math.exp(-z));
const da = -y / a + (1 - y) / (1 - a);
const dz = da * (a * (1 - a));
const loss = (w: Tensor, b: Tensor) => binaryCrossEntropy(sigmoid(w.mul(x).add(b)), tensor(y));
const dw = await grad(loss)(tensor(w), tensor(b)).item();
console.log(`dz by the chain rule: ${dz.toFixed(5)}, a − y: ${(a - y).toFixed(5)}`);
console.log(`dw = x dz: ${(x * dz).toFixed(5)}, by grad: ${dw.toFixed(5)}`);
// #endregion chain

// #region vectorised
seed(1);
const [m, n] = [1000, 50];
const [rows, weights] = [normal([m, n]), normal([n])];
const random = new HostRandom(1);
const targets = tensor(Float32Array.from({ length: m }, () => random.integer(2)));

/** One sample after the other. */
function byLoop(): Tensor {
  let total = zeros([n]);
  for (let i = 0; i < m; i++) {
    total = scope(() => total.add(rows.at(i).mul(sigmoid(dot(rows.at(i), weights)).sub(targets.at(i)))));
  }
  return total.div(m);
}

/** All samples at once. */
const byProduct = (): Tensor => matmul(rows.transpose(), sigmoid(matmul(rows, weights)).sub(targets)).div(m);

function milliseconds(work: () => Tensor): number {
  const start = performance.now();
  scope(work).dataSync();
  return performance.now() - start;
}
const apart = byLoop().sub(byProduct()).abs().max().dataSync()[0]!;
console.log(`both gradients agree: ${apart < 1e-5}`);
const ratio = milliseconds(byLoop) / Math.min(milliseconds(byProduct), milliseconds(byProduct));
console.log(`the loop takes ${ratio > 10 ? 'more than ten times' : 'less than ten times'} as long`);
// #endregion vectorised

const parabola = Array.from({ length: 61 }, (_, i) => [i / 5 - 3, (i / 5 - 6) ** 2] as const);
const walked = { '(w − 3)²': parabola, 'α = 0.1': paths[1]![1], 'α = 0.9': paths[2]![1] };
await show('paths', lines(walked, { axes: ['w', 'cost'], points: ['α = 0.1', 'α = 0.9'] }));
const heights = paths.map(([name, path]) => [name, path.map(([, cost], step) => [step, cost] as const)] as const);
await show('rates', lines(Object.fromEntries(heights), { axes: ['step', 'cost'], isLogarithmic: true }));
