// What pooling keeps of a feature map, where its gradient goes, and how much a shift matters behind it.

import { imageGrid, lines } from '@cambium/plot';
import {
  avgPool2d,
  conv2d,
  globalAvgPool,
  grad,
  MaxPool2d,
  maxPool2d,
  norm,
  relu,
  roll,
  sub,
  type Tensor,
  tensor,
} from 'cambium';
import { digitImages } from '../kit/digits.ts';
import { show } from '../kit/show.ts';

const map = tensor([2, 7, 1, 0, 4, 3, 5, 2], { shape: [1, 2, 4, 1] });
console.log(`map            ${rows(map)}`);
console.log(`max            ${rows(maxPool2d(map, 2))}`);
console.log(`average        ${rows(avgPool2d(map, 2))}`);
console.log(`parameters     ${new MaxPool2d(2).parameters().length}`);

// Where the gradient of the sum goes: to the winner, or to all alike.
console.log(`max, back      ${rows(grad((x: Tensor) => maxPool2d(x, 2).sum())(map))}`);
console.log(`average, back  ${rows(grad((x: Tensor) => avgPool2d(x, 2).sum())(map))}`);

// Vertical edges of handwritten digits, and of the same digits a few pixels to the right.
const { test } = await digitImages(1, 200);
const digits = tensor(test.fields.x.data, { shape: test.fields.x.shape });
const filter = tensor([1, 0, -1, 2, 0, -2, 1, 0, -1], { shape: [3, 3, 1, 1] });
const edgesOf = (images: Tensor): Tensor => relu(conv2d(images, filter, { padding: 'same' }));
const pools: Readonly<Record<string, (x: Tensor) => Tensor>> = {
  'no pooling': (x) => x,
  'max 2×2': (x) => maxPool2d(x, 2),
  'max 4×4': (x) => maxPool2d(x, 4),
  'average 4×4': (x) => avgPool2d(x, 4),
  'global average': globalAvgPool,
};
const shifts = [0, 1, 2, 3, 4];
const edges = edgesOf(digits);
const curves = Object.entries(pools).map(([name, pool]) => {
  const still = pool(edges);
  const changes = shifts.map((shift): [number, number] => {
    const moved = pool(edgesOf(roll(digits, shift, 2)));
    return [shift, Number(norm(sub(moved, still)).toArray()) / Number(norm(still).toArray())];
  });
  console.log(
    `${name.padEnd(15)} changes by ${(100 * changes[1]![1]).toFixed(0)} % for a shift of one pixel`,
  );
  return [name, changes] as const;
});
await show('shift', lines(Object.fromEntries(curves), { axes: ['shift in pixels', 'relative change'] }));

const one = digits.slice([4, 5]);
const shown = { digit: one, edges: edgesOf(one), 'max 2×2': maxPool2d(edgesOf(one), 2) };
const coarse = { 'max 4×4': maxPool2d(edgesOf(one), 4), 'average 4×4': avgPool2d(edgesOf(one), 4) };
await show(
  'maps',
  imageGrid(
    Object.entries({ ...shown, ...coarse }).map(([title, x]) => ({
      image: { data: x.dataSync(), shape: x.shape.slice(1) },
      title,
    })),
    { cellSize: 112 },
  ),
);

/** The rows of a map [1, height, width, 1] as text. */
function rows(x: Tensor): string {
  return (x.reshape(x.shape.slice(1, 3)).toArray() as number[][]).map((row) => row.join(' ')).join(' | ');
}
