// Looks at single elements, at the mean over many draws, at the gradient, and at the variance.

import { grad, ones, seed, type Tensor, tensor, uniform } from 'cambium';
import { expectClose, expectThat } from '../../kit/exercise.ts';

export default async function check(answer: typeof import('./solution.ts')): Promise<void> {
  const [x, draws] = [tensor([1, 2, 3, -4]), tensor([0.1, 0.9, 0.3, 0.6])];
  const few = answer.invertedDropout(x, draws, 0.5);
  const left = Array.from(few.dataSync());
  expectThat(
    'The wrong ones are dropped: an element stays if its draw is below keep.',
    left[0] !== 0 || left[1] === 0,
  );
  expectThat('What stays has to be divided by keep, or the mean falls.', left[0] !== 1);
  expectClose('Dropout of 1, 2, 3, −4 with draws 0.1, 0.9, 0.3, 0.6 and keep 0.5', few, [2, 0, 6, 0]);
  expectClose('With keep 1 nothing changes. Dropout', answer.invertedDropout(x, draws, 1), x);

  seed(7);
  const many = [100_000];
  const [activations, random] = [ones(many).mul(3), uniform(many)];
  for (const keep of [0.8, 0.3]) {
    const outputs = answer.invertedDropout(activations, random, keep);
    expectClose(`The mean of many activations of 3 with keep ${keep}`, outputs.mean(), 3, 0.05);
    const variance = outputs.variance().dataSync()[0]!;
    expectClose(
      `The variance that you compute for 3 and keep ${keep}, beside that of many draws,`,
      answer.addedVariance(3, keep),
      variance,
      0.03 * variance,
    );
  }

  const slopes = grad((at: Tensor) => answer.invertedDropout(at, draws, 0.5).sum())(x);
  expectClose('The gradient passes where the signal passed, with the same factor. It', slopes, [2, 0, 2, 0]);
}
