import { grad, LSTMCell, normal, seed, type Tensor, tanh, tensor } from 'cambium';
import { expectClose, expectThat } from '../../kit/exercise.ts';

export default async function check(answer: typeof import('./solution.ts')): Promise<void> {
  seed(5);
  const cell = new LSTMCell(3, 4);
  const [x, before] = [normal([2, 3]), { hidden: normal([2, 4]), cell: normal([2, 4]) }];
  const weights = [cell.inputWeight.value, cell.hiddenWeight.value, cell.bias!.value] as const;
  const [got, wanted] = [answer.lstmStep(x, before, ...weights), cell.forward(x, before)];
  expectClose('The cell state', got.cell, wanted.cell);
  expectClose('The hidden state', got.hidden, wanted.hidden);

  const inputs = [0.5, -0.3, 0.8, 0.1, -0.6];
  const last = (w: Tensor): Tensor => {
    let h: Tensor | number = 0;
    for (const input of inputs) h = tanh(w.mul(h).add(input));
    return h as Tensor;
  };
  for (const w of [0.4, -1.2, 1.5]) {
    const slope = Number(grad(last)(tensor(w)).toArray());
    const mine = answer.gradientThroughTime(w, inputs);
    const states = [0];
    for (const input of inputs) states.push(Math.tanh(w * states.at(-1)! + input));
    const shortSighted = (1 - states.at(-1)! ** 2) * states.at(-2)!;
    expectThat(
      'This is what the last step alone adds. The weight also acted in the steps before: go on back.',
      Math.abs(mine - shortSighted) > 1e-5,
    );
    expectClose(`The derivative of the last state for w = ${w}`, mine, slope);
  }
}
