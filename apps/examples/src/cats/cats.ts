// Cat or not: logistic regression on pixels against a small network of convolutions, with and without augmentation.

import { bars, imageGrid, learningCurves } from '@cambium/plot';
import {
  Adam,
  type ArrayDataset,
  augment,
  binaryAccuracy,
  binaryCrossEntropyWithLogits,
  colorJitter,
  cosineDecay,
  DataLoader,
  evaluate,
  fit,
  type History,
  predict,
  randomFlip,
  type TrainableModel,
} from 'cambium';
import type { Example } from '../example.ts';
import { faces, side } from './faces.ts';
import { LogisticRegression, SmallConvNet } from './models.ts';

const augmentation = augment([randomFlip(), colorJitter({ brightness: 0.2, hue: 0.5 })], { image: 'x' });

/** The classifier of cats. */
export const cats: Example = {
  title: 'Cat or dog',
  description:
    'Single pixels do not tell what ears an animal has; convolutions do, and augmentation helps them.',
  course: '1.2, 3.2.2, 5',
  async run({ seed, isQuick }) {
    const train = faces(isQuick ? 100 : 200, seed);
    const test = faces(isQuick ? 100 : 2000, seed + 1);
    const testLoader = new DataLoader(test, { batchSize: 200 });
    const epochs = isQuick ? 2 : 80;
    const runs: readonly (readonly [name: string, model: TrainableModel, isAugmented: boolean])[] = [
      ['logistic regression', new LogisticRegression(), false],
      ['ConvNet', new SmallConvNet(), false],
      ['ConvNet with augmentation', new SmallConvNet(), true],
    ];
    const histories: Record<string, History> = {};
    const numbers: Record<string, number> = {};
    const [loss, metrics] = [binaryCrossEntropyWithLogits, [binaryAccuracy({ name: 'accuracy' })]];
    for (const [name, model, isAugmented] of runs) {
      console.log(`${name}:`);
      const options = { batchSize: 25, shuffle: true, seed };
      const loader = new DataLoader(train, isAugmented ? { ...options, transform: augmentation } : options);
      const learningRate = cosineDecay({ initial: 5e-3, duration: epochs * loader.length });
      histories[name] = await fit(model, {
        train: loader,
        validation: testLoader,
        loss,
        optimizer: new Adam(model, { learningRate }),
        epochs,
        metrics,
      });
      const onTraining = await evaluate(model, new DataLoader(train, { batchSize: 100 }), { loss, metrics });
      numbers[`training accuracy, ${name}`] = onTraining.accuracy!;
      numbers[`test accuracy, ${name}`] = histories[name]!.epochs.at(-1)!.validationAccuracy!;
    }
    const ofTest = runs.map(([name]) => [name, numbers[`test accuracy, ${name}`]!]);
    const logits = await (await predict(runs[2]![1], testLoader)).data();
    return {
      numbers,
      sections: [
        {
          heading: 'The animals',
          text: `${train.length} faces to learn from, in any colour, size and place. Cats have ears that stand, dogs have ears that hang.`,
          figures: [{ picture: imageGrid(shown(train, 12, (i) => (i % 2 === 0 ? 'cat' : 'dog'))) }],
        },
        {
          heading: 'On animals never seen',
          text: 'Logistic regression learns the training pictures by heart, and guesses on others: what a pixel means depends on where the face is. The ConvNet looks for ears everywhere. Augmentation shows it each face mirrored and in other colours.',
          figures: [
            { picture: bars(Object.fromEntries(ofTest), { unit: 'test accuracy' }) },
            { picture: learningCurves(histories, { names: ['validationAccuracy'], title: 'Test accuracy' }) },
            { picture: learningCurves(histories, { names: ['loss'], title: 'Training loss' }) },
          ],
        },
        {
          heading: 'How sure the last one is',
          figures: [
            {
              picture: imageGrid(
                shown(test, 12, (i) => `cat: ${(100 / (1 + Math.exp(-logits[i]!))).toFixed(0)} %`),
              ),
            },
          ],
        },
      ],
    };
  },
};

function shown(data: ArrayDataset<'x' | 'y'>, count: number, title: (index: number) => string) {
  return Array.from({ length: count }, (_, i) => ({
    image: { data: data.get(i).x.data, shape: [side, side, 3] },
    title: title(i),
  }));
}
