import { HostRandom, seed, tensor } from 'cambium';
import { expectThat } from '../../kit/exercise.ts';

/** Points around the origin; those inside of a circle are of class 1. `least` is the least first coordinate. */
function ring(key: number, count: number, least: number): { x: number[][]; y: number[] } {
  const random = new HostRandom(key);
  const x = Array.from({ length: count }, () => [random.uniform(least, 2), 5 * random.uniform(-2, 2)]);
  return { x, y: x.map(([across, down]) => Number(across! ** 2 + (down! / 5) ** 2 < 1.6)) };
}

export default async function check(answer: typeof import('./solution.ts')): Promise<void> {
  seed(9);
  const [train, test] = [ring(1, 300, -2), ring(2, 300, 0.3)].map(({ x, y }) => ({
    x: tensor(x),
    y: tensor(y, { dtype: 'int32' }),
  }));
  const { model, accuracy } = answer.trainAndTest(train!, test!);
  const [weight] = model.parameters();
  const [row] = weight!.value.toArray() as number[][];
  expectThat(
    'All hidden units are the same after training. Look at how the weights begin.',
    row!.some((value) => Math.abs(value - row![0]!) > 1e-3),
  );
  const sums = model.forward(test!.x).sum(-1).toArray() as number[];
  expectThat(
    'The outputs of the model add up to 1. Look at what crossEntropy takes.',
    sums.some((sum) => Math.abs(sum - 1) > 1e-3),
  );
  expectThat(
    `The accuracy on the test set is ${(100 * accuracy).toFixed(1)} %; more than 93 % is possible. The points of the test set are not spread like those of the training set. Which mean and deviation are they normalised by?`,
    accuracy > 0.93,
  );
}
