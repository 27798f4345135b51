// Edges: the picture of the course, filters by hand on a landscape, and a filter that is learned from examples.

import { imageGrid } from '@cambium/plot';
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

/** The only picture of a batch, with a title. */
const titled = (title: string, batch: Tensor) => ({
  title,
  image: { data: batch.dataSync(), shape: batch.shape.slice(1, 3) },
});
/** A filter as a picture. */
const asPicture = (filter: Tensor) => filter.reshape([1, 3, 3, 1]);

// Six by six pixels, light on the left; the filter subtracts what is right from what is left.
const halves = tensor(Array.from({ length: 6 }, () => [10, 10, 10, 0, 0, 0])).reshape([1, 6, 6, 1]);
const vertical = edgeKernel('prewitt', 'vertical');
const found = conv2d(halves, vertical.reshape([3, 3, 1, 1]));
console.log('filter:', JSON.stringify(vertical.toArray()));
console.log('result:', JSON.stringify(found.reshape([4, 4]).toArray()));
const notes = [titled('picture', halves), titled('filter', asPicture(vertical)), titled('result', found)];
const framed = notes.map((each) => {
  const [height, width] = each.image.shape as [number, number];
  return { ...each, boxes: [{ box: [0, 0, width, height] as const }] };
});
await show('notes', imageGrid(framed));

// A landscape: sky, sun, a hill and a house, a little noise, and the blur of a lens.
const random = new HostRandom(3);
function brightness(x: number, y: number): number {
  if (x > 64 && x < 71 && y > 58 && y < 66) return 0.1; // the window
  if (x > 56 && x < 80 && y > 50 && y < 74) return 0.75; // the house
  if (y > 66 - 18 * Math.sin(x / 30)) return 0.25 + 0.002 * y; // the hill
  return Math.hypot(x - 22, y - 20) < 11 ? 1 : 0.65 - 0.003 * y; // sun and sky
}
const pixels = Float32Array.from({ length: 96 * 96 }, (_, i) => {
  return brightness(i % 96, Math.floor(i / 96)) + random.normal(0, 0.02);
});
const photo = gaussianBlur(tensor(pixels).reshape([1, 96, 96, 1]), 0.8);
const views = [
  titled('picture', photo),
  titled('Sobel, vertical edges', filterImages(photo, edgeKernel('sobel', 'vertical'))),
  titled('Sobel, horizontal edges', filterImages(photo, edgeKernel('sobel', 'horizontal'))),
  titled('Scharr, both', edges(photo, 'scharr')),
];
await show('landscape', imageGrid(views, { columns: 2, cellSize: 200 }));

// Nobody tells this layer the nine numbers: it sees pictures, and what Sobel makes of them.
seed(1);
const conv = new Conv2d({ inChannels: 1, outChannels: 1, kernelSize: 3, bias: false });
const sobel = edgeKernel('sobel', 'vertical');
const images = uniform([16, 16, 16, 1]);
const noise = normal([16, 14, 14, 1], { std: 0.1 });
const answers = conv2d(images, sobel.reshape([3, 3, 1, 1])).add(noise);
const filters = [titled('before', asPicture(conv.weight.value))];
const optimizer = new Adam(conv, { learningRate: 0.05 });
const lossAndGrads = valueAndGrad(conv, () => meanSquaredError(conv.forward(images), answers));
for (let step = 0; step < 200; step++) optimizer.step(lossAndGrads().grads);
filters.push(titled('learned', asPicture(conv.weight.value)), titled('Sobel', asPicture(sobel)));
console.log('learned:', Array.from(await conv.weight.value.data(), (weight) => weight.toFixed(2)).join(' '));
await show('learned', imageGrid(filters, { range: [-2, 2] }));
