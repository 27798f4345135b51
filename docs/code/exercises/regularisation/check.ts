// Compares the step with SGD on the whole cost, and the slope with that of `l1Penalty`.

import {
  add,
  Linear,
  l1Penalty,
  l2Penalty,
  matmul,
  meanSquaredError,
  normal,
  SGD,
  seed,
  tensor,
  valueAndGrad,
} from 'cambium';
import { expectClose, expectThat } from '../../kit/exercise.ts';

export default async function check(answer: typeof import('./solution.ts')): Promise<void> {
  seed(6);
  const layer = new Linear(3, 2, { bias: false });
  const [x, y] = [normal([8, 3]), normal([8, 2])];
  const [learningRate, strength, examples] = [0.5, 2, 8];
  const cost = () => meanSquaredError(matmul(x, layer.weight), y);
  const before = layer.weight.value.add(0);
  const gradient = valueAndGrad(layer, cost)().grads.get(layer.weight)!.add(0);
  const whole = valueAndGrad(layer, () => add(cost(), l2Penalty(layer, { strength, examples })));
  new SGD(layer, { learningRate }).step(whole().grads);

  const got = answer.decayedStep(before, gradient, { learningRate, strength, examples });
  const plain = before.sub(gradient.mul(learningRate));
  const apart = (factor: number) =>
    got
      .sub(plain.sub(before.mul(factor)))
      .abs()
      .max()
      .dataSync()[0]!;
  expectThat('The weights do not shrink: there is a step, but no decay.', apart(0) > 1e-5);
  expectThat('They shrink by 1 − αλ/(2m): deriving w² gives a 2 that cancels the ½.', apart(1 / 16) > 1e-5);
  expectThat('They shrink by 1 − λ/m: the learning rate belongs to the penalty, too.', apart(1 / 4) > 1e-5);
  expectThat('They grow: the penalty has the wrong sign.', apart(-1 / 8) > 1e-5);
  expectClose('The weights after a step', got, layer.weight.value);

  const slopes = answer.l1Gradient(tensor([[2, -0.5, 0]]), 3, 6);
  expectThat(
    'Do not halve it: the constant of L1 is λ/m here.',
    Math.abs(slopes.dataSync()[0]! - 0.25) > 1e-5,
  );
  expectClose('The slopes of L1 at 2, −0.5 and 0 for λ = 3, m = 6', slopes, [0.5, -0.5, 0]);
  const tape = valueAndGrad(layer, () => l1Penalty(layer, { strength, examples }))().grads.get(layer.weight)!;
  expectClose(
    'The slopes of L1 at random weights',
    answer.l1Gradient(layer.weight.value, strength, examples),
    tape,
  );
}
