// A training program whose three mistakes have been put right.

import {
  Adam,
  argMax,
  crossEntropy,
  glorotUniform,
  Linear,
  Sequential,
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
  // The statistics are those of the training set, for all that is shown to the network.
  const [mean, std] = [train.x.mean(0), train.x.std(0)];
  const normalise = (x: Tensor): Tensor => x.sub(mean).div(std);
  // Weights begin at random: equal units stay equal. Biases may begin at zero.
  const init = { weightInit: glorotUniform(), biasInit: zerosInit() };
  // The cross-entropy takes logits: it contains the softmax.
  const model = new Sequential(new Linear(2, 16, init), tanh, new Linear(16, 2, init));

  const inputs = normalise(train.x);
  const optimizer = new Adam(model, { learningRate: 0.03 });
  const lossAndGrads = valueAndGrad(model, () => crossEntropy(model.forward(inputs), train.y));
  for (let step = 0; step < 200; step++) optimizer.step(lossAndGrads().grads);

  const guesses = argMax(model.forward(normalise(test.x)), -1);
  return { model, accuracy: Number(guesses.equal(test.y).mean().toArray()) };
}
