// Learning rates that fall: the formulas of the course, schedules of the library, and what they do to a noisy descent.

import { lines } from '@cambium/plot';
import {
  ArrayDataset,
  cosineDecay,
  DataLoader,
  exponentialDecay,
  HostRandom,
  inverseRootDecay,
  inverseTimeDecay,
  Linear,
  meanSquaredError,
  oneCycle,
  type Schedule,
  SGD,
  seed,
  stepDecay,
  type Tensor,
  tensor,
  valueAndGrad,
  warmUp,
} from 'cambium';
import { show } from '../kit/show.ts';

type Curve = (readonly [x: number, y: number])[];
const draw = (schedule: Schedule): Curve =>
  Array.from({ length: 61 }, (_, epoch) => [epoch, schedule(tensor(epoch)).toArray() as number]);

const formulas = {
  '1 / (1 + 0.1 · epoch)': draw(inverseTimeDecay({ initial: 0.2, rate: 0.1 })),
  '0.95^epoch': draw(exponentialDecay({ initial: 0.2, factor: 0.95 })),
  '1 / √(1 + epoch)': draw(inverseRootDecay({ initial: 0.2 })),
};
await show('formulas', lines(formulas, { axes: ['epoch', 'learning rate'] }));
const schedules = {
  'steps of a half': draw(stepDecay({ initial: 0.2, factor: 0.5, every: 15 })),
  'warm-up and cosine': draw(warmUp(cosineDecay({ initial: 0.2, duration: 50 }), { duration: 10 })),
  'one cycle': draw(oneCycle({ maximum: 0.2, duration: 61 })),
};
await show('schedules', lines(schedules, { axes: ['epoch', 'learning rate'] }));

// Noisy points along a line, and the best line through them.
const random = new HostRandom(2);
const x = Array.from({ length: 200 }, () => random.uniform(-1, 1));
const y = x.map((place) => 2 * place - 1 + random.normal(0, 0.5));
const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
const slope =
  mean(x.map((place, i) => (place - mean(x)) * y[i]!)) / mean(x.map((place) => (place - mean(x)) ** 2));
const offset = mean(y) - slope * mean(x);

// Gradient descent towards it on batches of 20, which all pull a little elsewhere.
const data = new ArrayDataset({ x: x.map((place) => [place]), y: y.map((value) => [value]) });
const batches = 10;
const distances: Record<string, Curve> = {};
async function descend(name: string, learningRate: number | Schedule): Promise<void> {
  seed(1);
  const model = new Linear(1, 1);
  const optimizer = new SGD(model, { learningRate });
  const loss = (inputs: Tensor, targets: Tensor) => meanSquaredError(model.forward(inputs), targets);
  const lossAndGrads = valueAndGrad(model, loss);
  const loader = new DataLoader(data, { batchSize: data.length / batches, shuffle: true });
  const path: [number, number][] = [];
  for (let epoch = 1; epoch <= 40; epoch++) {
    for await (const batch of loader) optimizer.step(lossAndGrads(batch.x, batch.y).grads);
    const [weight, bias] = [await model.weight.value.item(), await model.bias!.value.item()];
    path.push([epoch, Math.hypot(weight - slope, bias - offset)]);
  }
  console.log(
    `${name}: ${mean(path.slice(-20).map(([, distance]) => distance)).toFixed(4)} from the best line`,
  );
  distances[name] = path;
}
await descend('constant 0.2', 0.2);
await descend('constant 0.002', 0.002);
await descend('0.2 with decay', inverseTimeDecay({ initial: 0.2, rate: 0.5, every: batches }));
await show('distances', lines(distances, { axes: ['epoch', 'distance'], isLogarithmic: true }));
