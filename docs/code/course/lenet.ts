// LeNet-5 learns to read digits in a few hundred steps: its filters, what they see, and its mistakes.

import { featureMaps, filterImagesPlot, imageGrid } from '@cambium/plot';
import {
  Adam,
  accuracy,
  argMax,
  Conv2d,
  cosineDecay,
  crossEntropy,
  DataLoader,
  fit,
  flatten,
  Linear,
  Module,
  maxPool2d,
  predict,
  relu,
  Sequential,
  seed,
  summary,
  type Tensor,
  tensor,
} from 'cambium';
import { digitImages } from '../kit/digits.ts';
import { show } from '../kit/show.ts';

// #region model
class LeNet5 extends Module {
  conv1 = new Conv2d({ inChannels: 1, outChannels: 6, kernelSize: 5, padding: 2 });
  conv2 = new Conv2d({ inChannels: 6, outChannels: 16, kernelSize: 5 });
  fc = new Sequential(new Linear(400, 120), relu, new Linear(120, 84), relu, new Linear(84, 10));

  /** Images [batch, 28, 28, 1] to logits [batch, 10]. */
  forward(images: Tensor): Tensor {
    let x = maxPool2d(relu(this.conv1.forward(images)), 2); // [batch, 14, 14, 6]
    x = maxPool2d(relu(this.conv2.forward(x)), 2); // [batch, 5, 5, 16]
    return this.fc.forward(flatten(x)); // 5 · 5 · 16 = 400
  }
}
// #endregion model

// #region training
seed(5);
const model = new LeNet5();
console.log(String(summary(model, [1, 28, 28, 1])));

const epochs = 2;
const { train, test } = await digitImages(6400, 1000);
const loader = new DataLoader(train, { batchSize: 32, shuffle: true });
const testLoader = new DataLoader(test, { batchSize: 500 });
const learningRate = cosineDecay({ initial: 6e-3, duration: epochs * loader.length });
const history = await fit(model, {
  train: loader,
  validation: testLoader,
  loss: crossEntropy,
  optimizer: new Adam(model, { learningRate }),
  epochs,
  metrics: [accuracy()],
  progress: null,
});
for (const [epoch, { validationAccuracy }] of history.epochs.entries()) {
  const share = (100 * validationAccuracy!).toFixed(1);
  console.log(`after ${(epoch + 1) * loader.length} steps ${share} % of the test digits are right`);
}
// #endregion training

await show('filters', filterImagesPlot({ data: model.conv1.weight.value.dataSync(), shape: [5, 5, 1, 6] }));

const digit = tensor(test.get(0).x.data, { shape: [1, 28, 28, 1] });
const seen = relu(model.conv1.forward(digit));
await show('features', featureMaps({ data: seen.dataSync(), shape: [28, 28, 6] }, { cellSize: 84 }));

const guesses = argMax(await predict(model, testLoader), -1).dataSync();
const labels = test.fields.y.data;
const wrong = Array.from(labels.keys()).filter((i) => guesses[i] !== labels[i]);
console.log(`${wrong.length} of ${test.length} are wrong`);
const mistakes = wrong.slice(0, 12).map((i) => ({
  image: { data: test.get(i).x.data, shape: [28, 28] },
  title: `${labels[i]}, read as ${guesses[i]}`,
}));
await show('mistakes', imageGrid(mistakes, { cellSize: 84 }));
