// Too small a model has bias, too few samples give variance: training and validation errors tell which it is.

import { decisionBoundary, gridPoints, learningCurves, lines } from '@cambium/plot';
import {
  Adam,
  ArrayDataset,
  binaryAccuracy,
  binaryCrossEntropyWithLogits,
  DataLoader,
  diagnose,
  fit,
  HostRandom,
  Linear,
  predict,
  relu,
  Sequential,
  seed,
  sigmoid,
  tensor,
} from 'cambium';
import { show } from '../kit/show.ts';

// #region data
const optimal = 0.1;
/** Points inside and outside of a circle. One label in ten is wrong: no model can have less than 10 % errors. */
function circle(count: number, seed: number): ArrayDataset<'x' | 'y'> {
  const random = new HostRandom(seed);
  const x = Float32Array.from({ length: 2 * count }, () => random.uniform(-2, 2));
  const y = Float32Array.from({ length: count }, (_, i) => {
    const isInside = Math.hypot(x[2 * i]! + 1, x[2 * i + 1]! + 1) < 2;
    return Number(isInside !== random.uniform() < optimal);
  });
  return new ArrayDataset({ x: { data: x, shape: [count, 2] }, y: { data: y, shape: [count, 1] } });
}
const validation = new DataLoader(circle(1000, 1), { batchSize: 1000 });

const train = (model: Sequential, count: number) =>
  fit(model, {
    train: new DataLoader(circle(count, 2), { batchSize: count }),
    validation,
    loss: binaryCrossEntropyWithLogits,
    optimizer: new Adam(model, { learningRate: 0.02 }),
    epochs: 120,
    metrics: [binaryAccuracy({ name: 'accuracy' })],
    progress: null,
  });
// #endregion data

// #region diagnose
seed(1);
const line = new Sequential(new Linear(2, 1));
const large = () => new Sequential(new Linear(2, 32), relu, new Linear(32, 32), relu, new Linear(32, 1));
const network = large();
const histories = { line: await train(line, 60), network: await train(network, 60) };
for (const [name, history] of Object.entries(histories)) {
  const [errors, finding, advice] = String(diagnose(history, { humanError: optimal })).split('\n');
  console.log(`${name}: ${errors}\n  ${finding}\n  ${advice}`);
}
await show('curves', learningCurves(histories, { names: ['loss', 'validationLoss'] }));
// #endregion diagnose

const grid = { x: [-2, 2], y: [-2, 2], resolution: 40 } as const;
const plane = tensor(gridPoints(grid), { shape: [40 * 40, 2] });
const { x, y } = circle(60, 2).fields;
const samples = Array.from(y.data, (label, i) => ({ x: x.data[2 * i]!, y: x.data[2 * i + 1]!, label }));
for (const [title, model] of Object.entries({ line, network })) {
  const probabilities = sigmoid(await predict(model, plane)).dataSync();
  await show(`boundary-${title}`, decisionBoundary(grid, probabilities, samples, { title, size: 260 }));
}

// #region samples
const counts = [20, 60, 200, 600];
const ends = [];
for (const count of counts) ends.push((await train(large(), count)).epochs.at(-1)!);
const errors = {
  training: ends.map(({ accuracy }, i) => [counts[i]!, 1 - accuracy!] as const),
  validation: ends.map(({ validationAccuracy }, i) => [counts[i]!, 1 - validationAccuracy!] as const),
  optimal: counts.map((count) => [count, optimal] as const),
};
await show('samples', lines(errors, { axes: ['training samples', 'share of errors'] }));
// #endregion samples
