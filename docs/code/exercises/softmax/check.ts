import { crossEntropy, grad, softmax, type Tensor, tensor } from 'cambium';
import { expectClose, expectThat } from '../../kit/exercise.ts';

export default async function check(answer: typeof import('./solution.ts')): Promise<void> {
  const course = answer.stableSoftmax(tensor([[3, -2, 4, 5.6]]));
  expectClose('The probabilities of (3, −2, 4, 5.6)', course, [[0.05818, 0.00039, 0.15814, 0.78329]]);
  const scores = tensor([
    [1, 2, 3],
    [0, 5, -1],
    [-2, 0, 1],
  ]);
  const probabilities = answer.stableSoftmax(scores);
  expectClose('The sums of the rows (not of the columns)', probabilities.sum(1), [1, 1, 1]);
  expectClose('The probabilities of three rows', probabilities, softmax(scores));
  const large = answer.stableSoftmax(
    tensor([
      [1000, 1001],
      [-1000, -1001],
    ]),
  );
  expectThat(
    'Large scores give NaN. Subtract the greatest score of each row first.',
    large.toString().includes('NaN') === false,
  );
  // Whoever subtracts the greatest score of all rows, gets 0 / 0 in the second.
  expectClose('The probabilities of scores near 1000 and −1000', large, [
    [0.26894, 0.73106],
    [0.73106, 0.26894],
  ]);

  const labels = tensor([2, 0, 1], { dtype: 'int32' });
  const byTape = grad((given: Tensor) => crossEntropy(given, labels))(scores);
  expectClose('The gradient of the mean loss', answer.crossEntropyGradient(scores, labels), byTape);
}
