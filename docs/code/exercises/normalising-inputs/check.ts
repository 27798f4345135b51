import { tensor } from 'cambium';
import { expectClose, expectThat } from '../../kit/exercise.ts';

export default async function check(answer: typeof import('./solution.ts')): Promise<void> {
  const train = tensor([
    [1, 10, 7],
    [3, 30, 7],
    [5, 20, 7],
    [3, 20, 7],
  ]);
  const test = tensor([
    [5, 40, 7],
    [7, 20, 9],
  ]);
  const normal = answer.normalise(train, test);
  const variable = normal.train.slice(null, [0, 2]);
  expectClose('The mean of each feature of the training set', variable.mean(0), [0, 0]);
  expectClose('The deviation of each feature of the training set', variable.std(0), [1, 1]);
  const constant = normal.train.slice(null, [2, 3]);
  const isNumber = Array.from(constant.dataSync()).every(Number.isFinite);
  expectThat('A feature that does not vary has σ = 0. Divide by something else there.', isNumber);
  expectClose('A constant feature', constant.flatten(0), [0, 0, 0, 0]);
  const [first, second] = [Math.SQRT2, Math.sqrt(50)];
  expectClose('The test set, with μ and σ of the training set,', normal.test, [
    [2 / first, 20 / second, 0],
    [4 / first, 0, 2],
  ]);
}
