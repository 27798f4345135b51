import {
  Adam,
  ArrayDataset,
  accuracy,
  crossEntropy,
  DataLoader,
  earlyStopping,
  fit,
  Linear,
  randomSplit,
  relu,
  Sequential,
  seed,
} from 'cambium';

seed(1);

// points, and whether they lie inside of a ring
const count = 600;
const points = Float32Array.from({ length: 2 * count }, (_, i) => 2 * Math.sin(i * 12.9898));
const labels = Int32Array.from({ length: count }, (_, i) => {
  const radius = Math.hypot(points[2 * i]!, points[2 * i + 1]!);
  return radius > 0.8 && radius < 1.8 ? 1 : 0;
});
const dataset = new ArrayDataset({ x: { data: points, shape: [count, 2] }, y: labels });
const [train, validation] = randomSplit(dataset, [0.8, 0.2]);

const model = new Sequential(new Linear(2, 32), relu, new Linear(32, 32), relu, new Linear(32, 2));
const history = await fit(model, {
  train: new DataLoader(train, { batchSize: 32, shuffle: true }),
  validation: new DataLoader(validation, { batchSize: 120 }),
  loss: crossEntropy,
  optimizer: new Adam(model, { learningRate: 0.01 }),
  epochs: 40,
  metrics: [accuracy()],
  callbacks: [earlyStopping({ monitor: 'validationAccuracy', patience: 10, restoreBest: true })],
});

console.log(history.stopReason ?? 'trained to the end', history.epochs.at(-1));
