// Deeper is not better, unless there are skip connections.

import { bars, learningCurves } from '@cambium/plot';
import { Adam, accuracy, crossEntropy, DataLoader, fit, type History } from 'cambium';
import type { Example } from '../example.ts';
import { plain, residual, spirals } from './networks.ts';

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
