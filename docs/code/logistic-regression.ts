import {
  binaryCrossEntropyWithLogits,
  Linear,
  mean,
  SGD,
  seed,
  sigmoid,
  sub,
  type Tensor,
  tensor,
  valueAndGrad,
} from 'cambium';

seed(0);

// hours of study and hours of sleep; passed or not
const x = tensor([
  [1, 5],
  [2, 8],
  [3, 6],
  [6, 5],
  [7, 7],
  [8, 8],
]);
const y = tensor([[0], [0], [0], [1], [1], [1]]);

const model = new Linear(2, 1);
const optimizer = new SGD(model, { learningRate: 0.3 });
const loss = (inputs: Tensor, targets: Tensor) =>
  binaryCrossEntropyWithLogits(model.forward(inputs), targets);
const lossAndGrads = valueAndGrad(model, loss);

// the gradient by hand, dz = a − y (course part 1.2), beside the one from the tape
const { grads } = lossAndGrads(x, y);
const byHand = mean(sub(sigmoid(model.forward(x)), y));
console.log(await byHand.item(), grads.get(model.bias!)!.toArray());

for (let step = 0; step < 300; step++) optimizer.step(lossAndGrads(x, y).grads);

const unseen = tensor([
  [2, 7],
  [7, 6],
]);
console.log(sigmoid(model.forward(unseen)).round().toArray()); // [[0], [1]]
