// Numbers that tell where they come from: picture 0 has 0 … 17, picture 1 has 18 … 35.

import { arange, flatten } from 'cambium';
import { expectClose, expectThat } from '../../kit/exercise.ts';

export default async function check(answer: typeof import('./solution.ts')): Promise<void> {
  const images = arange(36).reshape([2, 2, 3, 3]);
  const columns = answer.toColumns(images);
  expectThat(
    `Two pictures of 2×3 pixels are a matrix [18, 2], not [${columns.shape.join(', ')}].`,
    columns.shape.join() === '18,2',
  );
  const [first, second] = [columns.slice(null, [0, 1]), columns.slice(null, [1, 2])];
  const red = [0, 3, 6, 9, 12, 15];
  const expected = [0, 1, 2].flatMap((channel) => red.map((place) => place + channel));
  expectClose('The first column (all red numbers, then green, then blue)', first, expected);
  expectClose(
    'The second column (the second picture)',
    second,
    expected.map((value) => value + 18),
  );

  const row = flatten(images).at(1);
  for (const at of [
    [0, 0, 0],
    [0, 0, 2],
    [0, 2, 1],
    [1, 0, 0],
    [1, 2, 2],
  ] as const) {
    const place = answer.placeInRow(at, 3, 3);
    expectThat(`The place of [${at}] is a number from 0 to 17, not ${place}.`, place >= 0 && place < 18);
    expectClose(`Number ${place} of the row, taken for [${at}],`, row.at(place), images.at(1, ...at));
  }
}
