// Inverted dropout: what it leaves, why its mean stays, and what it does to a network that learns by heart.

import { imageGrid, learningCurves } from '@cambium/plot';
import {
  Adam,
  ArrayDataset,
  binaryCrossEntropyWithLogits,
  DataLoader,
  Dropout,
  fit,
  HostRandom,
  Linear,
  ones,
  relu,
  Sequential,
  seed,
  uniform,
} from 'cambium';
import { show } from '../kit/show.ts';

// #region mask
seed(1);
const keep = 0.8;
const activations = ones([1000, 100]).mul(3);
const isKept = uniform([1000, 100]).less(keep).cast('float32');
const mean = async (x: typeof activations) => (await x.mean().item()).toFixed(2);
console.log(`mean before: ${await mean(activations)}`);
console.log(`without the division: ${await mean(activations.mul(isKept))}`);
console.log(`divided by ${keep}: ${await mean(activations.mul(isKept).div(keep))}`);

const layer = new Dropout(1 - keep);
console.log(`Dropout in training: ${layer.forward(ones([10])).toArray()}`);
console.log(
  `Dropout in evaluation: ${layer
    .eval()
    .forward(ones([10]))
    .toArray()}`,
);
layer.train();
const masks = Array.from({ length: 4 }, (_, i) => {
  const image = { data: layer.forward(ones([10, 10])).dataSync(), shape: [10, 10] };
  return { image, title: `step ${i + 1}` };
});
await show('masks', imageGrid(masks, { columns: 4, range: [0, 2] }));
// #endregion mask

// #region training
/** Two half moons in each other, with so much noise that they overlap. */
function moons(count: number, seed: number): ArrayDataset<'x' | 'y'> {
  const random = new HostRandom(seed);
  const y = Float32Array.from({ length: count }, (_, i) => i % 2);
  const x = Float32Array.from({ length: 2 * count });
  y.forEach((label, i) => {
    const angle = random.uniform(0, Math.PI);
    const [across, up] = [Math.cos(angle), Math.sin(angle)];
    const point = label === 0 ? [across, up] : [1 - across, 0.5 - up];
    x.set([point[0]! + random.normal(0, 0.35), point[1]! + random.normal(0, 0.35)], 2 * i);
  });
  return new ArrayDataset({ x: { data: x, shape: [count, 2] }, y: { data: y, shape: [count, 1] } });
}
const train = moons(80, 1);
const validation = new DataLoader(moons(1000, 2), { batchSize: 1000 });

async function learn(name: string, rate: number) {
  const drop = () => new Dropout(rate);
  const hidden = [new Linear(2, 100), relu, drop(), new Linear(100, 100), relu, drop()];
  const model = new Sequential(...hidden, new Linear(100, 1));
  const history = await fit(model, {
    train: new DataLoader(train, { batchSize: 40, shuffle: true }),
    validation,
    loss: binaryCrossEntropyWithLogits,
    optimizer: new Adam(model, { learningRate: 0.01 }),
    epochs: 200,
    progress: null,
  });
  const { loss, validationLoss } = history.epochs.at(-1)!;
  console.log(`${name}: training loss ${loss!.toFixed(2)}, on new samples ${validationLoss!.toFixed(2)}`);
  return history;
}
const histories = { without: await learn('without', 0), 'with dropout': await learn('with dropout', 0.5) };
await show('curves', learningCurves(histories, { names: ['validationLoss'], title: 'Loss on new samples' }));
// #endregion training
