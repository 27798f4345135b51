// Overfitting, and three ways against it: L2, dropout and early stopping.

import { bars, decisionBoundary, gridPoints, learningCurves } from '@cambium/plot';
import {
  Adam,
  ArrayDataset,
  binaryAccuracy,
  binaryCrossEntropyWithLogits,
  type Callback,
  DataLoader,
  Dropout,
  earlyStopping,
  evaluate,
  fit,
  type History,
  HostRandom,
  Linear,
  l2Penalty,
  predict,
  relu,
  Sequential,
  sigmoid,
  type Tensor,
  type TrainableModel,
  tensor,
} from 'cambium';
import type { Example } from '../example.ts';

/** Two half moons in each other, with so much noise that they overlap. */
function moons(count: number, seed: number): ArrayDataset<'x' | 'y'> {
  const random = new HostRandom(seed);
  const x = new Float32Array(2 * count);
  const y = Float32Array.from({ length: count }, (_, i) => i % 2);
  for (let i = 0; i < count; i++) {
    const angle = random.uniform(0, Math.PI);
    const [across, up] =
      y[i] === 0 ? [Math.cos(angle), Math.sin(angle)] : [1 - Math.cos(angle), 0.5 - Math.sin(angle)];
    x.set([across + random.normal(0, 0.35), up + random.normal(0, 0.35)], 2 * i);
  }
  return new ArrayDataset({ x: { data: x, shape: [count, 2] }, y: { data: y, shape: [count, 1] } });
}

/** Far more weights than the 80 samples can hold in check. */
function network(dropout: number): TrainableModel {
  const drop = () => (dropout === 0 ? [] : [new Dropout(dropout)]);
  return new Sequential(
    ...[new Linear(2, 128), relu, ...drop()],
    ...[new Linear(128, 128), relu, ...drop()],
    new Linear(128, 1),
  );
}

interface Remedy {
  readonly dropout?: number;
  /** λ of course part 3.2. */
  readonly strength?: number;
  readonly callbacks?: readonly Callback[];
}

const remedies: Readonly<Record<string, Remedy>> = {
  nothing: {},
  L2: { strength: 1 },
  dropout: { dropout: 0.5 },
  'early stopping': { callbacks: [earlyStopping({ patience: 30, restoreBest: true })] },
};

const grid = { x: [-2, 3], y: [-2, 2.5], resolution: 60 } as const;

/** The comparison of remedies. */
export const regularisation: Example = {
  title: 'Regularisation',
  description: 'A large network learns 80 noisy samples by heart; L2, dropout and early stopping smooth it.',
  course: '3.1–3.2',
  async run({ seed, isQuick }) {
    const train = moons(80, seed);
    const validation = new DataLoader(moons(200, seed + 1), { batchSize: 200 });
    const test = new DataLoader(moons(2000, seed + 2), { batchSize: 2000 });
    const metrics = [binaryAccuracy({ name: 'accuracy' })];
    const loss = binaryCrossEntropyWithLogits;
    const numbers: Record<string, number> = {};
    const histories: Record<string, History> = {};
    const pictures = [];
    for (const [name, { dropout = 0, strength, callbacks = [] }] of Object.entries(remedies)) {
      const model = network(dropout);
      histories[name] = await fit(model, {
        train: new DataLoader(train, { batchSize: 20, shuffle: true, seed }),
        validation,
        loss,
        optimizer: new Adam(model, { learningRate: 3e-3 }),
        epochs: isQuick ? 60 : 400,
        metrics,
        callbacks,
        progress: null,
        ...(strength === undefined
          ? {}
          : { penalty: () => l2Penalty(model, { strength, examples: train.length }) }),
      });
      const onTraining = await evaluate(model, new DataLoader(train, { batchSize: 80 }), { loss, metrics });
      const onTest = await evaluate(model, test, { loss, metrics });
      numbers[`training accuracy, ${name}`] = onTraining.accuracy!;
      numbers[`test accuracy, ${name}`] = onTest.accuracy!;
      numbers[`test loss, ${name}`] = onTest.loss!;
      console.log(
        `${name}: training ${onTraining.accuracy!.toFixed(3)}, test ${onTest.accuracy!.toFixed(3)}`,
      );
      pictures.push({ picture: await boundary(model, train, name) });
    }
    const ofTest = Object.entries(histories).map(([name]) => [name, numbers[`test loss, ${name}`]!]);
    return {
      numbers,
      sections: [
        {
          heading: 'What each network believes',
          text: 'The samples of training are drawn in. Alone, the network bends around each of them, and is sure of it.',
          figures: pictures,
        },
        {
          heading: 'Loss on unseen samples',
          text: 'Training goes on getting better while validation gets worse: the sign of variance in course part 3.1. Early stopping ends there, and takes the best weights back.',
          figures: [
            {
              picture: learningCurves(histories.nothing!, {
                names: ['loss', 'validationLoss'],
                title: 'without a remedy',
              }),
            },
            { picture: learningCurves(histories, { names: ['validationLoss'], isLogarithmic: true }) },
            { picture: bars(Object.fromEntries(ofTest), { unit: 'test loss' }) },
          ],
        },
      ],
    };
  },
};

async function boundary(model: TrainableModel, { fields, length }: ArrayDataset<'x' | 'y'>, title: string) {
  const points: Tensor = tensor(gridPoints(grid), { shape: [grid.resolution ** 2, 2] });
  const samples = Array.from({ length }, (_, i) => ({
    x: fields.x.data[2 * i]!,
    y: fields.x.data[2 * i + 1]!,
    label: String(fields.y.data[i]),
  }));
  return decisionBoundary(grid, await sigmoid(await predict(model, points)).data(), samples, { title });
}
