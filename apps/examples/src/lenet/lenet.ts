// LeNet-5 on MNIST: why convolutions need few parameters, and what its layers look for.

import { bars, featureMaps, filterImagesPlot, imageGrid, modelGraph, scatter } from '@cambium/plot';
import {
  Adam,
  type ArrayDataset,
  accuracy,
  type Callback,
  Conv2d,
  crossEntropy,
  DataLoader,
  fit,
  Linear,
  type Module,
  maxPool2d,
  Normalizer,
  relu,
  reshape,
  scope,
  summary,
  type Tensor,
  tensor,
} from 'cambium';
import { readMnist } from 'cambium/node';
import { mnistFolder } from '../data/digits.ts';
import type { Example } from '../example.ts';
import { DigitClassifier } from '../mnist/model.ts';

/** LeNet-5, after one epoch. */
export const lenet: Example = {
  title: 'LeNet-5',
  description:
    'A convolution needs 156 parameters where a dense layer needs 14 million; LeNet-5 reads digits.',
  course: '5.5–5.7',
  async run({ seed, isQuick }) {
    const counts = countParameters();
    const data = await readMnist(mnistFolder());
    const train = isQuick ? data.train.take(1500) : data.train;
    const test = isQuick ? data.test.take(500) : data.test;
    const model = new DigitClassifier(Normalizer.fit(train.fields.x, { axis: [0, 1, 2, 3] }));
    const before = await weightsOf(model.network.conv1);
    const losses: { x: number; y: number }[] = [];
    const history = await fit(model, {
      train: new DataLoader(train, { batchSize: 64, shuffle: true, seed }),
      validation: new DataLoader(test, { batchSize: 500 }),
      loss: crossEntropy,
      optimizer: new Adam(model, { learningRate: 2e-3 }),
      epochs: isQuick ? 2 : 1,
      metrics: [accuracy()],
      callbacks: [recorder(losses)],
    });
    const layers = summary(model.network, [1, 28, 28, 1]);
    const { digit, first, second } = await look(model, test);
    return {
      numbers: {
        'test accuracy': history.epochs.at(-1)!.validationAccuracy!,
        'parameters of the convolution': counts.convolution,
        'weights of the dense layer': counts.dense,
        'parameters of LeNet-5': layers.parameters,
      },
      sections: [
        {
          heading: '156 against 14 million',
          text: 'A picture of 32×32×3 numbers becomes 28×28×6. A dense layer has a weight for each pair of numbers: 3,072 × 4,704. The course counts a convolution of six filters 5×5 with a bias each: 6 · (25 + 1) = 156. That is for one channel; with three it is 456. It can be so small because the same weights look at every place.',
          figures: [
            {
              picture: bars(
                { convolution: Math.log10(counts.convolution), dense: Math.log10(counts.dense) },
                { unit: 'log₁₀ of the parameters' },
              ),
            },
          ],
        },
        {
          heading: 'The network',
          code: String(layers),
          figures: [{ picture: modelGraph(layers) }],
        },
        {
          heading: 'The filters of the first layer',
          text: 'Light is positive. From noise they turn to strokes and edges.',
          figures: [
            { picture: filterImagesPlot(before, { title: 'before' }) },
            { picture: filterImagesPlot(await weightsOf(model.network.conv1), { title: 'after' }) },
          ],
        },
        {
          heading: 'What the layers see',
          text: 'The first layer keeps the shape of the digit. The second answers to parts of it, and no longer to exact places.',
          figures: [
            { picture: imageGrid([{ image: digit, title: 'the digit' }]) },
            { picture: featureMaps(first, { title: 'first convolution' }) },
            { picture: featureMaps(second, { title: 'second convolution' }) },
          ],
        },
        {
          heading: 'Training',
          figures: [{ picture: scatter(losses, { axes: ['batch', 'loss'], width: 500, height: 240 }) }],
        },
      ],
    };
  },
};

/** Notes the loss of every tenth batch. */
function recorder(losses: { x: number; y: number }[]): Callback {
  return {
    name: 'recorder',
    async onBatchEnd(loss, { epoch, batch, batches }) {
      if (batch % 10 === 0) losses.push({ x: epoch * batches + batch, y: await loss() });
    },
  };
}

/** The comparison of course part 5.5. The layers are made and counted, then freed. */
function countParameters(): { convolution: number; dense: number } {
  return scope(() => ({
    convolution: size(new Conv2d({ inChannels: 1, outChannels: 6, kernelSize: 5 })),
    dense: size(new Linear(32 * 32 * 3, 28 * 28 * 6, { bias: false })),
  }));
}

function size(layer: Module): number {
  return layer.parameters().reduce((sum, parameter) => sum + parameter.size, 0);
}

async function weightsOf({ weight }: Conv2d): Promise<{ data: ArrayLike<number>; shape: readonly number[] }> {
  return { data: await weight.value.data(), shape: weight.shape };
}

/** The first test digit, and what both convolutions make of it. */
async function look(model: DigitClassifier, test: ArrayDataset<'x' | 'y'>) {
  const { data } = test.get(0).x;
  const image = tensor(data, { shape: [1, 28, 28, 1] });
  const { conv1, conv2 } = model.network;
  const first = relu(conv1.forward(model.normalizer.transform(image)));
  const second = relu(conv2.forward(maxPool2d(first, 2)));
  const maps = async (x: Tensor) => ({ data: await reshape(x, [-1]).data(), shape: x.shape.slice(1) });
  return { digit: { data, shape: [28, 28] }, first: await maps(first), second: await maps(second) };
}
