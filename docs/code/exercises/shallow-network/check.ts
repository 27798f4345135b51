// Compares the gradients with those of the tape.

import {
  add,
  binaryCrossEntropyWithLogits,
  grad,
  matmul,
  normal,
  seed,
  sigmoid,
  type Tensor,
  tanh,
  tensor,
} from 'cambium';
import { expectClose, expectThat } from '../../kit/exercise.ts';

type Weights = Record<'w1' | 'b1' | 'w2' | 'b2', Tensor>;

export default async function check(answer: typeof import('./solution.ts')): Promise<void> {
  seed(4);
  const [x, y] = [normal([5, 2]), tensor([[1], [0], [1], [1], [0]])];
  const weights: Weights = { w1: normal([2, 3]), b1: normal([3]), w2: normal([3, 1]), b2: normal([1]) };
  const hidden = ({ w1, b1 }: Weights) => tanh(add(matmul(x, w1), b1));
  const logits = (all: Weights) => add(matmul(hidden(all), all.w2), all.b2);
  const expected = grad((all: Weights) => binaryCrossEntropyWithLogits(logits(all), y))(weights);

  const a2 = sigmoid(logits(weights));
  const { dW1, db1, dW2, db2 } = answer.backward({ x, y, a1: hidden(weights), a2, w2: weights.w2 });
  const pairs = [
    ['dW2', dW2, expected.w2, 'Is it a1ᵀ dz2 / m?'],
    ['db2', db2, expected.b2, 'Is it the mean over the samples, axis 0?'],
    ['dW1', dW1, expected.w1, 'Does dz1 carry w2 and the slope of tanh, 1 − a1²?'],
    ['db1', db1, expected.b1, 'Is it the mean over the samples, axis 0?'],
  ] as const;
  for (const [name, got, wanted, hint] of pairs) {
    expectThat(
      `${name} should have the shape of what it belongs to, [${wanted.shape}], but is [${got.shape}].`,
      got.shape.join() === wanted.shape.join(),
    );
    expectThat(`${name} has the wrong sign: dz2 is a2 − y.`, !isClose(got, wanted.neg()));
    expectThat(`${name} is too large by the number of samples.`, !isClose(got, wanted.mul(5)));
    expectClose(`${hint} ${name}`, got, wanted);
  }
}

function isClose(a: Tensor, b: Tensor): boolean {
  return a.sub(b).abs().max().dataSync()[0]! < 1e-5;
}
