import { grad, normal, seed, type Tensor, tensor } from 'cambium';
import { expectClose, expectThat } from '../../kit/exercise.ts';

export default async function check(answer: typeof import('./solution.ts')): Promise<void> {
  const zero = answer.loss(
    tensor([0, 0]),
    tensor([1, 2]),
    tensor([
      [1, 0],
      [0, 1],
      [1, 1],
    ]),
  );
  expectThat('The loss is a scalar.', zero.size === 1);
  expectClose('The loss of a zero vector with three noise words, 4 · ln 2,', zero, 4 * Math.LN2);
  const score = (value: number): number => Math.log(1 + Math.exp(-value));
  const some = answer.loss(tensor([1, -1]), tensor([2, 0.5]), tensor([[0.5, 1.5]]));
  expectClose('The loss of [1, −1] with [2, 0.5] and noise [0.5, 1.5]', some, score(1.5) + score(1));

  seed(6);
  const [word, neighbour, noise] = [normal([6]), normal([6]), normal([5, 6])];
  const slope = grad((word: Tensor) => answer.loss(word, neighbour, noise))(word);
  const mine = answer.wordGradient(word, neighbour, noise);
  expectThat('The gradient has the shape of the word, [6].', String(mine.shape) === '6');
  expectThat('The gradient has the wrong sign.', Number(mine.add(slope).abs().max().toArray()) > 1e-4);
  expectClose('The gradient by the word', mine, slope);
}
