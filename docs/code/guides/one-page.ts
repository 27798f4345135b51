import {
  Adam,
  ArrayDataset,
  accuracy,
  Conv2d,
  crossEntropy,
  DataLoader,
  fit,
  flatten,
  grad,
  Linear,
  Module,
  matmul,
  maxPool2d,
  normal,
  relu,
  Sequential,
  seed,
  summary,
  type Tensor,
  tensor,
  valueAndGrad,
} from 'cambium';

// 1. Tensors: made from numbers, never changed. Functions are the definition, methods a convenience.
const a = tensor([
  [1, 2],
  [3, 4],
]);
console.log(matmul(a, a.transpose()).toArray()); // [[5, 11], [11, 25]]
console.log(a.mul(10).sum(0).toArray()); // [40, 60]

// 2. Randomness: one seed for everything.
seed(7);
console.log(normal([2, 3]).shape); // [2, 3]

// 3. Gradients: of a function, by its input; of a loss, by the parameters of a model.
console.log(grad((x: Tensor) => x.square().sum())(tensor([1, 2])).toArray()); // [2, 4]

// 4. Models: classes with layers as fields.
class Net extends Module {
  conv = new Conv2d({ inChannels: 1, outChannels: 4, kernelSize: 3, padding: 'same' });
  head = new Sequential(new Linear(4 * 4 * 4, 16), relu, new Linear(16, 2));

  forward(images: Tensor): Tensor {
    return this.head.forward(flatten(maxPool2d(relu(this.conv.forward(images)), 2)));
  }
}
const model = new Net();
console.log(summary(model, [1, 8, 8, 1]).parameters); // 1114

// 5. Training by hand: three lines a step.
const images = normal([32, 8, 8, 1]);
const labels = images.mean([1, 2, 3]).greater(0).cast('int32');
const optimizer = new Adam(model, { learningRate: 0.01 });
const lossAndGrads = valueAndGrad(model, () => crossEntropy(model.forward(images), labels));
for (let step = 0; step < 30; step++) {
  const { grads } = lossAndGrads();
  optimizer.step(grads);
}
console.log((await lossAndGrads().value.item()) < 0.3); // true

// 6. Training in one call: batches, metrics, callbacks, progress.
const data = new ArrayDataset({ x: images, y: labels });
const history = await fit(model, {
  train: new DataLoader(data, { batchSize: 8, shuffle: true }),
  loss: crossEntropy,
  optimizer,
  epochs: 2,
  metrics: [accuracy()],
});
console.log(history.epochs.length); // 2
