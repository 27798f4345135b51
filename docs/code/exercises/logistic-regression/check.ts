// Compares the loss with its definition and the gradient with that of the tape.

import {
  add,
  binaryCrossEntropyWithLogits,
  grad,
  matmul,
  mul,
  normal,
  seed,
  sigmoid,
  type Tensor,
  tensor,
} from 'cambium';
import { expectClose, expectThat } from '../../kit/exercise.ts';

export default async function check(answer: typeof import('./solution.ts')): Promise<void> {
  expectClose('The loss for z = 0 and y = 1, which is log 2,', answer.lossFromLogit(0, 1), Math.LN2);
  expectClose('The loss for z = 2 and y = 1', answer.lossFromLogit(2, 1), 0.126928);
  expectClose('The loss for z = 2 and y = 0', answer.lossFromLogit(2, 0), 2.126928);
  expectClose('The loss for z = −1.5 and y = 0', answer.lossFromLogit(-1.5, 0), 0.201413);
  for (const [z, y, loss] of [
    [1000, 0, 1000],
    [1000, 1, 0],
    [-1000, 1, 1000],
    [-1000, 0, 0],
  ] as const) {
    const got = answer.lossFromLogit(z, y);
    expectThat(`The loss for z = ${z} and y = ${y} overflows: it is ${got}.`, Number.isFinite(got));
    expectClose(`The loss for z = ${z} and y = ${y}`, got, loss);
  }

  seed(3);
  const [x, y] = [normal([7, 3]), tensor([[1], [0], [0], [1], [1], [0], [1]])];
  const weights = { w: normal([3, 1]), b: tensor([0.3]) };
  const logits = ({ w, b }: Record<'w' | 'b', Tensor>) => add(matmul(x, w), b);
  const expected = grad((all: typeof weights) => binaryCrossEntropyWithLogits(logits(all), y))(weights);
  const { dw, db } = answer.gradient(x, y, sigmoid(logits(weights)));
  expectThat(
    `dw should be [3, 1], a slope for each weight, but is [${dw.shape}].`,
    dw.shape.join() === '3,1',
  );
  const isClose = (factor: number): boolean =>
    dw.sub(mul(expected.w, factor)).abs().max().dataSync()[0]! < 1e-4;
  expectThat('dw has the wrong sign: dz is a − y, not y − a.', !isClose(-1));
  expectThat('dw is too large by the number of samples: the cost is a mean.', !isClose(7));
  expectClose('dw', dw, expected.w);
  expectClose('db', db, expected.b);
}
