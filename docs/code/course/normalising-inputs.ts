// Gradient descent on the same regression before and after normalising the inputs, and the wrong way to normalise a test set.

import { contourPaths } from '@cambium/plot';
import {
  HostRandom,
  matmul,
  meanSquaredError,
  Normalizer,
  Parameter,
  SGD,
  type Tensor,
  tensor,
  valueAndGrad,
} from 'cambium';
import { show } from '../kit/show.ts';

// Lorry trips: kilometres and tonnes; the minutes that they take.
const random = new HostRandom(1);
function trips(count: number, shortest: number, longest: number) {
  const x = Array.from({ length: count }, () => [
    random.uniform(shortest, longest),
    random.uniform(0.2, 1.8),
  ]);
  const y = x.map(([km, tonnes]) => [3 * km! + 4 * tonnes! + random.normal()]);
  return { x: tensor(x), y: tensor(y) };
}
const train = trips(200, 0, 6);
const test = trips(100, 5, 10);

const inputs = Normalizer.fit(train.x);
const targets = Normalizer.fit(train.y);
const normal = { x: inputs.transform(train.x), y: targets.transform(train.y) };
const { mean, std } = inputs.toJSON();
console.log(`kilometres: mean ${mean[0]!.toFixed(2)}, deviation ${std[0]!.toFixed(2)}`);
console.log(`tonnes:     mean ${mean[1]!.toFixed(2)}, deviation ${std[1]!.toFixed(2)}`);

/** A few steps from the origin; gives the weights, and the places on the way. */
function descend(x: Tensor, y: Tensor, learningRate: number) {
  const weights = new Parameter(tensor([[0], [0]]));
  const optimizer = new SGD(weights, { learningRate });
  const lossAndGrads = valueAndGrad(weights, () => meanSquaredError(matmul(x, weights), y));
  const path: [number, number][] = [[0, 0]];
  for (let step = 0; step < 12; step++) {
    optimizer.step(lossAndGrads().grads);
    path.push(weights.value.flatten(0).toArray() as [number, number]);
  }
  return { weights, path };
}
// Not much more than 0.07, and the first descent would diverge.
const before = descend(train.x, train.y, 0.07);
const after = descend(normal.x, normal.y, 0.4);

const report = async (name: string, guess: Tensor) =>
  console.log(`${name}: wrong by ${(await guess.sub(test.y).abs().mean().item()).toFixed(2)} minutes`);
const guess = (x: Tensor) => targets.inverse(matmul(x, after.weights));
await report('raw inputs', matmul(test.x, before.weights));
await report('normalised inputs', guess(inputs.transform(test.x)));
await report('test set by its own statistics', guess(Normalizer.fit(test.x).transform(test.x)));

/** The cost as a function of the two weights. */
function costOf(x: Tensor, y: Tensor) {
  const [rows, values] = [x.toArray() as [number, number][], y.flatten(0).toArray() as number[]];
  return (a: number, b: number) =>
    rows.reduce((sum, row, i) => sum + (a * row[0] + b * row[1] - values[i]!) ** 2, 0) / rows.length;
}
const raw = { x: [-2, 8], y: [-3, 7] } as const;
await show('before', contourPaths(costOf(train.x, train.y), raw, { paths: { 'raw inputs': before.path } }));
const scaled = { x: [-0.5, 1.5], y: [-1, 1] } as const;
await show('after', contourPaths(costOf(normal.x, normal.y), scaled, { paths: { normalised: after.path } }));
