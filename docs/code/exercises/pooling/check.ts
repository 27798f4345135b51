import { grad, HostRandom, maxPool2d, type Tensor, tensor } from 'cambium';
import { expectClose, expectThat } from '../../kit/exercise.ts';

export default async function check(answer: typeof import('./solution.ts')): Promise<void> {
  const random = new HostRandom(2);
  const table = (rows: number, columns: number): number[][] =>
    Array.from({ length: rows }, () => Array.from({ length: columns }, () => random.uniform(-2, 1)));
  const [map, upstream] = [table(6, 4), table(3, 2)];
  const x = tensor(map).reshape([1, 6, 4, 1]);
  const pooled = maxPool2d(x, 2).flatten(0);
  expectThat('A map of 6 rows and 4 columns is pooled to 3 rows of 2.', answer.maxPool(map).length === 3);
  expectClose('The pooled map', answer.maxPool(map).flat(), pooled);

  const outer = tensor(upstream).reshape([1, 3, 2, 1]);
  const wanted = grad((x: Tensor) => maxPool2d(x, 2).mul(outer).sum())(x).flatten(0);
  const got = answer.maxPoolGradient(map, upstream).flat();
  expectThat(
    'The gradient goes to one number of each window: the greatest one. The others get 0.',
    got.filter((value) => value !== 0).length === 6,
  );
  expectClose('The gradient by the map', got, wanted);
  expectClose(
    'The gradient by a map of equal numbers',
    answer
      .maxPoolGradient(
        [
          [1, 1],
          [1, 1],
        ],
        [[5]],
      )
      .flat(),
    [5, 0, 0, 0],
  );
}
