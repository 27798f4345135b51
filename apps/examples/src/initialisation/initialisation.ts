// How weights should begin: zeros, large numbers, Xavier and He in a network of ten layers.

import { histograms, learningCurves } from '@cambium/plot';
import {
  accuracy,
  clipByGlobalNorm,
  crossEntropy,
  DataLoader,
  fit,
  glorotNormal,
  type History,
  heNormal,
  normalInit,
  SGD,
  scope,
  type Tensor,
  tensor,
  valueAndGrad,
  zerosInit,
} from 'cambium';
import { digitRows } from '../data/digits.ts';
import type { Example } from '../example.ts';
import { DeepNetwork } from './network.ts';

const starts = {
  zeros: zerosInit(),
  large: normalInit({ std: 0.5 }),
  Xavier: glorotNormal(),
  He: heNormal(),
};

/** Layers whose numbers are drawn. */
const drawn = [0, 4, 9];

/** The comparison of starts. */
export const initialisation: Example = {
  title: 'Initialisation',
  description:
    'Zeros never part the neurons, large weights explode, Xavier fades with ReLU, and He keeps the signal.',
  course: '2.5, 3.4–3.5',
  async run({ seed, isQuick }) {
    const { train, test } = await digitRows(isQuick ? 500 : 5000, isQuick ? 200 : 1000);
    const { x, y } = train.take(256).fields;
    const [images, labels] = [tensor(x.data, { shape: x.shape }), tensor(y.data as Uint8Array)];
    const histories: Record<string, History> = {};
    const numbers: Record<string, number> = {};
    const sections = [];
    for (const [name, init] of Object.entries(starts)) {
      console.log(`${name}:`);
      const model = new DeepNetwork(784, { depth: 10, width: 64, classes: 10, init });
      const { activations, gradients, ratio } = await signals(model, images, labels);
      numbers[`signal after ten layers, ${name}`] = ratio;
      const history = await fit(model, {
        train: new DataLoader(train, { batchSize: 50, shuffle: true, seed }),
        validation: new DataLoader(test, { batchSize: 200 }),
        loss: crossEntropy,
        optimizer: new SGD(model, { learningRate: 0.02, momentum: 0.9 }),
        // With large weights the first steps would throw all weights to infinity.
        transformGradients: (grads) => clipByGlobalNorm(grads, 1),
        epochs: isQuick ? 2 : 10,
        metrics: [accuracy()],
      });
      histories[name] = history;
      numbers[`test accuracy, ${name}`] = history.epochs.at(-1)!.validationAccuracy!;
      sections.push({
        heading: `Before the first step: ${name}`,
        figures: [
          { picture: histograms(activations, { title: 'Activations', width: 260, height: 45 }) },
          { picture: histograms(gradients, { title: 'Gradients of the weights', width: 260, height: 45 }) },
        ],
      });
    }
    return {
      numbers,
      sections: [
        ...sections,
        {
          heading: 'Learning',
          text: 'With zeros all neurons of a layer get the same gradient, here none at all. Course part 3.5 has the variances: 2/(n_in + n_out) for Xavier, 2/n_in for He, who counts in that ReLU drops half of the signal.',
          figures: [
            { picture: learningCurves(histories, { names: ['loss'], title: 'Loss', isLogarithmic: true }) },
            { picture: learningCurves(histories, { names: ['validationAccuracy'], title: 'Test accuracy' }) },
          ],
        },
      ],
    };
  },
};

interface Signals {
  readonly activations: Record<string, ArrayLike<number>>;
  readonly gradients: Record<string, ArrayLike<number>>;
  /** Standard deviation of the last layer over that of the first. */
  readonly ratio: number;
}

/** What a batch makes of a network that has not learned yet. */
async function signals(model: DeepNetwork, images: Tensor, labels: Tensor): Promise<Signals> {
  const layers = scope(() => model.activations(images));
  const { grads } = valueAndGrad(model, () => crossEntropy(model.forward(images), labels))();
  const activations: Record<string, ArrayLike<number>> = {};
  const gradients: Record<string, ArrayLike<number>> = {};
  for (const place of drawn) {
    activations[`layer ${place + 1}`] = await layers[place]!.data();
    gradients[`layer ${place + 1}`] = await grads.get(model.hidden[place]!.weight)!.data();
  }
  const [first, last] = [spread(activations['layer 1']!), spread(activations['layer 10']!)];
  return { activations, gradients, ratio: first === 0 ? 0 : last / first };
}

function spread(values: ArrayLike<number>): number {
  const list = Array.from(values);
  const mean = list.reduce((sum, value) => sum + value, 0) / list.length;
  return Math.sqrt(list.reduce((sum, value) => sum + (value - mean) ** 2, 0) / list.length);
}
