// Too small a network has bias, too few samples give variance: training and validation errors tell which it is.

import { decisionBoundary, gridPoints, learningCurves, lines } from '@cambium/plot';
import {
  Adam,
  ArrayDataset,
  binaryAccuracy,
  binaryCrossEntropyWithLogits,
  DataLoader,
  diagnose,
  fit,
  type History,
  HostRandom,
  Linear,
  predict,
  relu,
  Sequential,
  seed,
  sigmoid,
  type TrainableModel,
  tensor,
} from 'cambium';
import { show } from '../kit/show.ts';

// Points inside and outside of a circle. One label in ten is wrong: no model can have less than 10 % errors.
const optimal = 0.1;
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
const small = () => new Sequential(new Linear(2, 1));
const large = () => new Sequential(new Linear(2, 32), relu, new Linear(32, 32), relu, new Linear(32, 1));

function train(model: TrainableModel, count: number): Promise<History> {
  return fit(model, {
    train: new DataLoader(circle(count, 2), { batchSize: count }),
    validation,
    loss: binaryCrossEntropyWithLogits,
    optimizer: new Adam(model, { learningRate: 0.02 }),
    epochs: 120,
    metrics: [binaryAccuracy({ name: 'accuracy' })],
    progress: null,
  });
}

// #region diagnose
seed(1);
const grid = { x: [-2, 2], y: [-2, 2], resolution: 40 } as const;
const plane = tensor(gridPoints(grid), { shape: [40 * 40, 2] });
const histories: Record<string, History> = {};
for (const [name, model, count] of [
  ['line', small(), 60],
  ['network', large(), 60],
] as const) {
  const history = await train(model, count);
  histories[name] = history;
  const [errors, finding, advice] = String(diagnose(history, { humanError: optimal })).split('\n');
  console.log(`${name}: ${errors}\n  ${finding}\n  ${advice}`);
  const probabilities = sigmoid(await predict(model, plane)).dataSync();
  const { x, y } = circle(count, 2).fields;
  const samples = Array.from(y.data, (label, i) => ({ x: x.data[2 * i]!, y: x.data[2 * i + 1]!, label }));
  await show(`boundary-${name}`, decisionBoundary(grid, probabilities, samples, { size: 260 }));
}
await show('curves', learningCurves(histories, { names: ['loss', 'validationLoss'] }));
// #endregion diagnose

// #region samples
const errors: Record<string, [count: number, error: number][]> = {
  training: [],
  validation: [],
  optimal: [],
};
for (const count of [30, 60, 120, 240, 480]) {
  const last = (await train(large(), count)).epochs.at(-1)!;
  errors.training!.push([count, 1 - last.accuracy!]);
  errors.validation!.push([count, 1 - last.validationAccuracy!]);
  errors.optimal!.push([count, optimal]);
}
await show('samples', lines(errors, { axes: ['training samples', 'share of errors'] }));
// #endregion samples
