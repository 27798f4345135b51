// Softmax by the numbers of the course, and why two classes are logistic regression.

import { bars, learningCurves } from '@cambium/plot';
import {
  ArrayDataset,
  binaryCrossEntropyWithLogits,
  crossEntropy,
  DataLoader,
  fit,
  HostRandom,
  Linear,
  predict,
  Sequential,
  SGD,
  sigmoid,
  slice,
  softmax as softmaxOf,
  tensor,
  zerosInit,
} from 'cambium';
import type { Example } from '../example.ts';

/** What the last layer gives in the notes. */
const logits = [3, -2, 4, 5.6];
const names = logits.map((logit) => `z = ${logit}`);

/** Two clouds of points that overlap. */
function clouds(count: number, seed: number): { x: Float32Array; labels: Int32Array } {
  const random = new HostRandom(seed);
  const labels = Int32Array.from({ length: count }, (_, i) => i % 2);
  const x = Float32Array.from({ length: 2 * count }, (_, i) => random.normal(2 * labels[i >> 1]! - 1, 1.2));
  return { x, labels };
}

/** A layer that begins with zeros: then both models begin with the same probabilities. */
function layer(outputs: number): Sequential {
  return new Sequential(new Linear(2, outputs, { weightInit: zerosInit(), biasInit: zerosInit() }));
}

/** The softmax layer. */
export const softmax: Example = {
  title: 'Softmax',
  description: 'From scores to probabilities; with two classes it is logistic regression, step by step.',
  course: '4.7',
  async run({ seed, isQuick }) {
    const probabilities = softmaxOf(tensor(logits)).toArray() as number[];
    const byHand = logits.map(Math.exp);
    const total = byHand.reduce((sum, value) => sum + value, 0);
    const temperatures = [0.3, 1, 5].map((temperature) => {
      const softened = softmaxOf(tensor(logits.map((logit) => logit / temperature))).toArray() as number[];
      return { picture: bars(named(softened), { title: `temperature ${temperature}`, width: 180 }) };
    });

    const { x, labels } = clouds(200, seed);
    const shape = [200, 2];
    const loader = (y: Int32Array | { data: Float32Array; shape: number[] }) =>
      new DataLoader(new ArrayDataset({ x: { data: x, shape }, y }), { batchSize: 20, shuffle: true, seed });
    const [two, one] = [layer(2), layer(1)];
    const epochs = isQuick ? 3 : 20;
    // A step moves both rows of the softmax layer, in opposite directions: their difference moves twice as far.
    const ofTwo = await fit(two, {
      train: loader(labels),
      loss: crossEntropy,
      optimizer: new SGD(two, { learningRate: 0.05 }),
      epochs,
    });
    const ofOne = await fit(one, {
      train: loader({ data: Float32Array.from(labels), shape: [200, 1] }),
      loss: binaryCrossEntropyWithLogits,
      optimizer: new SGD(one, { learningRate: 0.1 }),
      epochs,
    });
    const points = tensor(x, { shape });
    const second = await slice(softmaxOf(await predict(two, points)), null, [1, 2]).data();
    const logistic = await sigmoid(await predict(one, points)).data();
    const difference = Math.max(...Array.from(second, (value, i) => Math.abs(value - logistic[i]!)));
    return {
      numbers: {
        ...Object.fromEntries(probabilities.map((value, i) => [`softmax of ${logits[i]}`, value])),
        'difference from the formula': Math.max(
          ...byHand.map((value, i) => Math.abs(value / total - probabilities[i]!)),
        ),
        'difference of two classes from logistic regression': difference,
        'loss of both': ofOne.epochs.at(-1)!.loss!,
      },
      sections: [
        {
          heading: 'The numbers of the course',
          text: 'Each score becomes eᶻ, divided by the sum of all. The greatest gets most, but not everything: that is the soft in softmax.',
          table: [
            ['z', 'eᶻ', 'probability'],
            ...logits.map((z, i) => [z, byHand[i]!.toFixed(3), probabilities[i]!.toFixed(6)]),
          ],
          figures: [{ picture: bars(named(probabilities), { unit: 'probability' }) }],
        },
        {
          heading: 'Temperature',
          text: 'Scores divided by a small number make the choice harder, by a large number softer.',
          figures: temperatures,
        },
        {
          heading: 'Two classes',
          text: 'softmax(z₀, z₁)₁ = e^z₁ / (e^z₀ + e^z₁) = σ(z₁ − z₀). A softmax layer of two outputs and logistic regression with twice its learning rate take the same steps: the two curves lie on each other.',
          figures: [{ picture: learningCurves({ softmax: ofTwo, logistic: ofOne }, { names: ['loss'] }) }],
        },
      ],
    };
  },
};

function named(values: readonly number[]): Record<string, number> {
  return Object.fromEntries(values.map((value, i) => [names[i]!, value]));
}
