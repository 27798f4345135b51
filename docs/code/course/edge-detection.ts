// Edges: the picture of the course, filters by hand on a landscape, and a filter that is learned from examples.

import { type ImageArray, imageGrid } from '@cambium/plot';
import {
  Adam,
  Conv2d,
  conv2d,
  edgeKernel,
  edges,
  filterImages,
  gaussianBlur,
  HostRandom,
  meanSquaredError,
  normal,
  seed,
  type Tensor,
  tensor,
  uniform,
  valueAndGrad,
} from 'cambium';
import { show } from '../kit/show.ts';

/** The only picture of a batch. */
const picture = (batch: Tensor): ImageArray => ({ data: batch.dataSync(), shape: batch.shape.slice(1, 3) });

// Six by six pixels, light on the left; the filter subtracts what is right from what is left.
const halves = tensor(Array.from({ length: 6 }, () => [10, 10, 10, 0, 0, 0])).reshape([1, 6, 6, 1]);
const vertical = edgeKernel('prewitt', 'vertical');
const found = conv2d(halves, vertical.reshape([3, 3, 1, 1]));
console.log('filter: ', JSON.stringify(vertical.toArray()));
console.log('result: ', JSON.stringify(found.reshape([4, 4]).toArray()));
const filter = { data: vertical.dataSync(), shape: [3, 3] };
const notes = [
  { image: picture(halves), title: 'picture', boxes: [{ box: [0, 0, 6, 6] }] },
  { image: filter, title: 'filter', boxes: [{ box: [0, 0, 3, 3] }] },
  { image: picture(found), title: 'result', boxes: [{ box: [0, 0, 4, 4] }] },
] as const;
await show('notes', imageGrid(notes));

// A landscape: sky, sun, a hill and a house, a little noise, and the blur of a lens.
const side = 96;
const random = new HostRandom(3);
function brightness(x: number, y: number): number {
  const isHouse = x > 56 && x < 80 && y > 50 && y < 74;
  if (isHouse) return x > 64 && x < 71 && y > 58 && y < 66 ? 0.1 : 0.75;
  if (y > 66 - 18 * Math.sin(x / 30)) return 0.25 + 0.002 * y;
  return Math.hypot(x - 22, y - 20) < 11 ? 1 : 0.65 - 0.003 * y;
}
const pixels = Float32Array.from({ length: side * side }, (_, i) => {
  return brightness(i % side, Math.floor(i / side)) + random.normal(0, 0.02);
});
const photo = gaussianBlur(tensor(pixels, { shape: [1, side, side, 1] }), 0.8);
const views = [
  { image: picture(photo), title: 'picture' },
  { image: picture(filterImages(photo, edgeKernel('sobel', 'vertical'))), title: 'Sobel, vertical edges' },
  {
    image: picture(filterImages(photo, edgeKernel('sobel', 'horizontal'))),
    title: 'Sobel, horizontal edges',
  },
  { image: picture(edges(photo, 'scharr')), title: 'Scharr, both' },
];
await show('landscape', imageGrid(views, { columns: 2, cellSize: 200 }));

// Nobody tells this layer the nine numbers: it sees pictures, and what Sobel makes of them.
seed(1);
const conv = new Conv2d({ inChannels: 1, outChannels: 1, kernelSize: 3, bias: false });
const shape = [3, 3];
const before = { data: conv.weight.value.dataSync(), shape };
const images = uniform([16, 16, 16, 1]);
const sobel = edgeKernel('sobel', 'vertical');
const answers = conv2d(images, sobel.reshape([3, 3, 1, 1])).add(normal([16, 14, 14, 1], { std: 0.1 }));
const optimizer = new Adam(conv, { learningRate: 0.05 });
const lossAndGrads = valueAndGrad(conv, () => meanSquaredError(conv.forward(images), answers));
for (let step = 0; step < 200; step++) optimizer.step(lossAndGrads().grads);
const after = conv.weight.value.reshape(shape);
console.log('learned:', Array.from(await after.data(), (weight) => weight.toFixed(1)).join(' '));
const filters = [
  { image: before, title: 'before' },
  { image: { data: after.dataSync(), shape }, title: 'learned' },
  { image: { data: sobel.dataSync(), shape }, title: 'Sobel' },
];
await show('learned', imageGrid(filters, { range: [-2, 2] }));
