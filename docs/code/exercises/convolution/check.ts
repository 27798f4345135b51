import { conv2d, HostRandom, tensor } from 'cambium';
import { expectClose, expectThat } from '../../kit/exercise.ts';

export default async function check(answer: typeof import('./solution.ts')): Promise<void> {
  expectClose('The size for n = 39, f = 3, p = 0, s = 1', answer.outputSize(39, 3, 0, 1), 37);
  expectClose('The size for n = 37, f = 5, p = 0, s = 2', answer.outputSize(37, 5, 0, 2), 17);
  expectClose('The size for n = 7, f = 4, p = 0, s = 2 (rounded down)', answer.outputSize(7, 4, 0, 2), 2);
  expectClose('The size for n = 6, f = 3, p = 1, s = 1', answer.outputSize(6, 3, 1, 1), 6);

  const random = new HostRandom(1);
  const square = (size: number): number[][] =>
    Array.from({ length: size }, () => Array.from({ length: size }, () => random.uniform(-1, 1)));
  const [image, filter] = [square(7), square(3)];
  const x = tensor(image).reshape([1, 7, 7, 1]);
  const weight = tensor(filter).reshape([3, 3, 1, 1]);
  const turned = [...filter].reverse().map((row) => [...row].reverse());
  for (const [padding, stride] of [
    [0, 1],
    [1, 1],
    [0, 2],
    [2, 3],
  ] as const) {
    const got = answer.convolve(image, filter, padding, stride);
    const wanted = conv2d(x, weight, { padding, stride }).squeeze().toArray() as number[][];
    const flipped = conv2d(x, tensor(turned).reshape([3, 3, 1, 1]), { padding, stride })
      .flatten(0)
      .dataSync();
    expectThat(
      'The filter is turned round: lay it on as it is, its first row over the first row of the window.',
      got.flat().some((value, i) => Math.abs(value - flipped[i]!) > 1e-4),
    );
    expectClose(`The convolution with padding ${padding} and stride ${stride}`, got, wanted);
  }
}
