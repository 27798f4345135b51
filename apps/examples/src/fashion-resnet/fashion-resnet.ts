// ResNet-20 on the 60,000 clothes of Fashion-MNIST.

import { confusionMatrixPlot, imageGrid, learningCurves } from '@cambium/plot';
import {
  accuracy,
  argMax,
  augment,
  avgPool2d,
  type Callback,
  confusionMatrix,
  crossEntropy,
  DataLoader,
  fit,
  Module,
  Normalizer,
  oneCycle,
  predict,
  ResNet,
  randomCrop,
  randomFlip,
  SGD,
  type Tensor,
  TensorError,
  tensor,
} from 'cambium';
import { readMnist } from 'cambium/node';
import type { Example } from '../example.ts';

const names = [
  'T-shirt',
  'trousers',
  'pullover',
  'dress',
  'coat',
  'sandal',
  'shirt',
  'sneaker',
  'bag',
  'boot',
];
/** Where Debian's package `dataset-fashion-mnist` puts the files; another folder can be named. */
const folder = process.env.FASHION_MNIST ?? '/usr/share/datasets/fashion-mnist';

/** A ResNet for small pictures behind the statistics of its training images. Takes bytes. */
class Classifier extends Module {
  readonly normalizer: Normalizer;
  /** How many times smaller it sees its pictures. The mean over all places before the last layer makes any size fit. */
  shrink = 1;
  readonly network = new ResNet({ blocks: [3, 3, 3], width: 16, stem: 'small', inChannels: 1, classes: 10 });

  constructor(normalizer: Normalizer) {
    super();
    this.normalizer = normalizer;
  }

  forward(images: Tensor): Tensor {
    const pictures = this.normalizer.transform(images);
    return this.network.forward(this.shrink === 1 ? pictures : avgPool2d(pictures, this.shrink));
  }
}

/** The first pass over the data is on small pictures: a quarter of the multiplications teaches most of what all do. */
function smallFirst(model: Classifier): Callback {
  return {
    name: 'smallFirst',
    onEpochBegin: ({ epoch }) => {
      model.shrink = epoch === 0 ? 2 : 1;
    },
  };
}

/** The residual network on real pictures. */
export const fashionResnet: Example = {
  title: 'ResNet-20 on Fashion-MNIST',
  description: 'Twenty layers with skip connections learn to tell ten kinds of clothes apart.',
  course: '6',
  async run({ seed, isQuick }) {
    const data = await readFashion();
    const train = isQuick ? data.train.take(256) : data.train;
    const test = isQuick ? data.test.take(256) : data.test;
    const model = new Classifier(Normalizer.fit(train.fields.x, { axis: [0, 1, 2, 3] }));
    const epochs = isQuick ? 1 : 3;
    const loader = new DataLoader(train, {
      batchSize: 128,
      shuffle: true,
      seed,
      transform: augment([randomFlip(), randomCrop({ size: [28, 28], padding: 1 })], { image: 'x' }),
    });
    const validation = new DataLoader(test, { batchSize: 256 });
    const history = await fit(model, {
      train: loader,
      validation,
      loss: crossEntropy,
      optimizer: new SGD(model, {
        learningRate: oneCycle({ maximum: 0.15, duration: epochs * loader.length, riseShare: 0.25 }),
        momentum: 0.9,
        weightDecay: 5e-4,
      }),
      epochs,
      metrics: [accuracy()],
      callbacks: [smallFirst(model)],
    });
    const logits = await predict(model, validation);
    const truths = Int32Array.from(test.fields.y.data);
    const guesses = await argMax(logits, -1).data();
    const counts = confusionMatrix(logits, tensor(truths)).toArray() as number[][];
    const wrong = [...truths.keys()].filter((i) => guesses[i] !== truths[i]).slice(0, 18);
    const pixels = test.fields.x.data as Uint8Array;
    const mistakes = wrong.map((i) => ({
      image: { data: pixels.subarray(784 * i, 784 * (i + 1)), shape: [28, 28] },
      title: `${names[guesses[i] as number]}?`,
    }));
    return {
      numbers: { testAccuracy: history.epochs.at(-1)!.validationAccuracy! },
      sections: [
        {
          heading: 'Training',
          text: 'The first epoch is on pictures of half the size, which the mean over all places before the last layer allows. It takes a quarter of the multiplications. Training pictures are flipped and moved, those of the test are not.',
          figures: [
            { picture: learningCurves(history, { names: ['loss', 'validationLoss'], title: 'Loss' }) },
            {
              picture: learningCurves(history, {
                names: ['accuracy', 'validationAccuracy'],
                title: 'Accuracy',
              }),
            },
          ],
        },
        {
          heading: 'What is taken for what',
          figures: [
            { picture: confusionMatrixPlot(counts, { labels: names, cellSize: 44 }) },
            ...(mistakes.length === 0
              ? []
              : [{ picture: imageGrid(mistakes), caption: 'What the model took them for.' }]),
          ],
        },
      ],
    };
  },
};

async function readFashion(): ReturnType<typeof readMnist> {
  try {
    return await readMnist(folder);
  } catch (cause) {
    throw new TensorError(
      'fashion-resnet',
      'io',
      `cannot read Fashion-MNIST in ${folder}. Install Debian's package dataset-fashion-mnist, or name the folder of the four files with FASHION_MNIST=….`,
      { cause },
    );
  }
}
