// Deeper is not better, unless there are skip connections.

import { bars, learningCurves } from '@cambium/plot';
import {
  Adam,
  ArrayDataset,
  accuracy,
  crossEntropy,
  DataLoader,
  fit,
  type History,
  HostRandom,
  Linear,
  Residual,
  relu,
  Sequential,
  type TrainableModel,
} from 'cambium';
import type { Example } from '../example.ts';

/** Points on two spirals that turn around each other. */
function spirals(count: number, seed: number): ArrayDataset<'x' | 'y'> {
  const random = new HostRandom(seed);
  const x = new Float32Array(2 * count);
  const y = new Int32Array(count);
  for (let i = 0; i < count; i++) {
    y[i] = i % 2;
    const share = random.uniform();
    const angle = 3.5 * Math.PI * Math.sqrt(share) + Math.PI * y[i]!;
    const radius = 2 * Math.sqrt(share);
    x.set(
      [radius * Math.cos(angle) + random.normal(0, 0.04), radius * Math.sin(angle) + random.normal(0, 0.04)],
      2 * i,
    );
  }
  return new ArrayDataset({ x: { data: x, shape: [count, 2] }, y });
}

const width = 16;

function plain(depth: number): TrainableModel {
  const layers = Array.from({ length: depth }, () => [new Linear(width, width), relu]);
  return new Sequential(new Linear(2, width), relu, ...layers.flat(), new Linear(width, 2));
}

/** The same layers, in pairs that a shortcut leads around. */
function residual(depth: number): TrainableModel {
  const blocks = Array.from(
    { length: depth / 2 },
    () =>
      new Residual(new Sequential(new Linear(width, width), relu, new Linear(width, width)), {
        activation: relu,
      }),
  );
  return new Sequential(new Linear(2, width), relu, ...blocks, new Linear(width, 2));
}

/** Plain and residual networks of growing depth. */
export const residualDepth: Example = {
  title: 'Depth, plain and residual',
  description:
    'Networks of 2 to 40 layers on two spirals: plain ones stop learning as they get deeper, residual ones do not.',
  course: '6',
  async run({ seed, isQuick }) {
    const data = spirals(isQuick ? 200 : 1000, seed);
    const depths = isQuick ? [2, 8] : [2, 8, 20, 40];
    const histories: Record<string, History> = {};
    for (const depth of depths) {
      for (const [kind, make] of Object.entries({ plain, residual })) {
        const model = make(depth);
        histories[`${kind}, ${depth} layers`] = await fit(model, {
          train: new DataLoader(data, { batchSize: 50, shuffle: true, seed }),
          loss: crossEntropy,
          optimizer: new Adam(model, { learningRate: 2e-3 }),
          epochs: isQuick ? 3 : 60,
          metrics: [accuracy()],
          progress: null,
        });
        console.log(
          `${kind}, ${depth} layers: accuracy ${histories[`${kind}, ${depth} layers`]!.epochs.at(-1)!.accuracy!.toFixed(3)}`,
        );
      }
    }
    const last = Object.fromEntries(
      Object.entries(histories).map(([name, { epochs }]) => [name, epochs.at(-1)!.accuracy!]),
    );
    const only = (kind: string) =>
      Object.fromEntries(Object.entries(histories).filter(([name]) => name.startsWith(kind)));
    return {
      numbers: last,
      sections: [
        { heading: 'Accuracy after training', figures: [{ picture: bars(last, { unit: 'accuracy' }) }] },
        {
          heading: 'Loss on the way',
          figures: ['plain', 'residual'].map((kind) => ({
            picture: learningCurves(only(kind), { names: ['loss'], title: kind }),
          })),
        },
      ],
    };
  },
};
