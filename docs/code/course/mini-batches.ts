// Batch, mini-batch and stochastic gradient descent on one regression: their paths, and their cost against the work done.

import { contourPaths, lines } from '@cambium/plot';
import {
  ArrayDataset,
  DataLoader,
  HostRandom,
  matmul,
  meanSquaredError,
  Parameter,
  SGD,
  type Tensor,
  tensor,
  valueAndGrad,
} from 'cambium';
import { show } from '../kit/show.ts';

const count = 250;
const random = new HostRandom(3);
const rows = Array.from({ length: count }, () => [random.normal(), random.normal(0, 0.6)] as const);
const values = rows.map(([a, b]) => [1.5 * a - b + random.normal(0, 0.5)] as const);
const data = new ArrayDataset({ x: rows, y: values });

/** The cost over all samples. */
const cost = (a: number, b: number) =>
  rows.reduce((sum, [first, second], i) => sum + (a * first + b * second - values[i]![0]) ** 2, 0) / count;

type Place = readonly [x: number, y: number];
const paths: Record<string, Place[]> = {};
const costs: Record<string, Place[]> = {};

async function descend(name: string, batchSize: number, learningRate: number) {
  const weights = new Parameter(tensor([[-1], [2]]));
  const optimizer = new SGD(weights, { learningRate });
  const loss = (x: Tensor, y: Tensor) => meanSquaredError(matmul(x, weights), y);
  const lossAndGrads = valueAndGrad(weights, loss);
  const loader = new DataLoader(data, { batchSize, shuffle: true, seed: 1 });
  const path: Place[] = [[-1, 2]];
  const sizes: number[] = [];
  for (let epoch = 0; epoch < 6; epoch++) {
    for await (const { x, y } of loader) {
      optimizer.step(lossAndGrads(x, y).grads);
      path.push(weights.value.flatten(0).toArray() as [number, number]);
      if (epoch === 0) sizes.push(x.shape[0]!);
    }
  }
  const end = cost(...path.at(-1)!).toFixed(3);
  console.log(`${name}: ${loader.length} steps an epoch, the last of ${sizes.at(-1)} samples; cost ${end}`);
  paths[name] = path.slice(0, 300);
  costs[name] = path.map((place, step) => [step / loader.length, cost(...place)]);
}
await descend('batch', count, 0.3);
await descend('mini-batch', 32, 0.25);
await descend('stochastic', 1, 0.04);

await show('paths', contourPaths(cost, { x: [-1.5, 2.5], y: [-1.8, 2.2] }, { paths }));
await show('work', lines(costs, { axes: ['epochs', 'cost'], isLogarithmic: true }));
