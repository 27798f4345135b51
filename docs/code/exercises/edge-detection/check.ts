import { conv2d, tensor } from 'cambium';
import { expectClose, expectThat } from '../../kit/exercise.ts';

export default async function check(answer: typeof import('./solution.ts')): Promise<void> {
  const halves = Array.from({ length: 6 }, () => [10, 10, 10, 0, 0, 0]);
  const vertical = [
    [1, 0, -1],
    [1, 0, -1],
    [1, 0, -1],
  ];
  const found = answer.correlate(halves, vertical);
  expectThat(`A 3×3 kernel leaves 4 of 6 rows, not ${found.length}.`, found.length === 4);
  // A mirrored kernel gives −30 here.
  expectClose('The first row of the picture of the course', found[0]!, [0, 30, 30, 0]);

  const image = [
    [1, 2, 0, 3, 1],
    [0, 1, 4, 1, 2],
    [2, 0, 1, 5, 0],
    [1, 3, 2, 0, 1],
  ];
  const kernel = [
    [1, 2, -1],
    [0, 3, 1],
  ];
  const byLibrary = conv2d(tensor(image).reshape([1, 4, 5, 1]), tensor(kernel).reshape([2, 3, 1, 1]));
  expectClose(
    'What conv2d gives for a 4×5 image and a 2×3 kernel',
    answer.correlate(image, kernel),
    byLibrary.reshape([3, 3]),
  );
}
