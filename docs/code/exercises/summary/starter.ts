// A training program with three mistakes. Find them, and put them right.

import {
  Adam,
  argMax,
  crossEntropy,
  Linear,
  Sequential,
  softmax,
  type Tensor,
  tanh,
  valueAndGrad,
  zerosInit,
} from 'cambium';

/** Points `x [count, 2]` and their classes `y`, int32 `[count]`. */
export interface Points {
  readonly x: Tensor;
  readonly y: Tensor;
}

/** Trains a network to tell two classes apart; gives it back with its accuracy on the test set. */
export function trainAndTest(train: Points, test: Points): { model: Sequential; accuracy: number } {
  const normalise = (x: Tensor): Tensor => x.sub(x.mean(0)).div(x.std(0));
  const init = { weightInit: zerosInit(), biasInit: zerosInit() };
  const model = new Sequential(new Linear(2, 16, init), tanh, new Linear(16, 2, init), softmax);

  const inputs = normalise(train.x);
  const optimizer = new Adam(model, { learningRate: 0.03 });
  const lossAndGrads = valueAndGrad(model, () => crossEntropy(model.forward(inputs), train.y));
  for (let step = 0; step < 200; step++) optimizer.step(lossAndGrads().grads);

  const guesses = argMax(model.forward(normalise(test.x)), -1);
  return { model, accuracy: Number(guesses.equal(test.y).mean().toArray()) };
}
