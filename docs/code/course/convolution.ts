// What padding, stride and the number of filters do to the size, the border and the parameters of a convolution.

import { imageGrid } from '@cambium/plot';
import {
  Conv2d,
  conv2d,
  Flatten,
  grad,
  ones,
  Sequential,
  summary,
  type Tensor,
  tensor,
  zeros,
} from 'cambium';
import { show } from '../kit/show.ts';

// #region sizes
/** Width of what comes out, for width n: filter f, padding p, stride s. */
function outputSize(n: number, f: number, p: number, s: number): number {
  return Math.floor((n + 2 * p - f) / s) + 1;
}

// The network of the notes: 39×39×3 becomes 7×7×40.
const first = outputSize(39, 3, 0, 1);
const second = outputSize(first, 5, 0, 2);
console.log(`by the rule: 39 → ${first} → ${second} → ${outputSize(second, 5, 0, 2)}`);
const network = new Sequential(
  new Conv2d({ inChannels: 3, outChannels: 10, kernelSize: 3 }),
  new Conv2d({ inChannels: 10, outChannels: 20, kernelSize: 5, stride: 2 }),
  new Conv2d({ inChannels: 20, outChannels: 40, kernelSize: 5, stride: 2 }),
  new Flatten(),
);
console.log(String(summary(network, [1, 39, 39, 3])));

// Six filters of 5×5 beside a dense layer for the same sizes.
for (const channels of [1, 3]) {
  const layer = new Conv2d({ inChannels: channels, outChannels: 6, kernelSize: 5 });
  const { parameters } = summary(layer, [1, 32, 32, channels]);
  console.log(`6 filters 5×5×${channels}: ${parameters} parameters`);
}
console.log(`dense, 32×32×3 to 28×28×6: ${(32 * 32 * 3 * 28 * 28 * 6).toLocaleString('en')} weights`);
// #endregion sizes

// #region border
// In how many windows is each pixel? The gradient of the sum of all windows counts them.
const visits = (padding: number): Tensor =>
  grad((x: Tensor) => conv2d(x, ones([3, 3, 1, 1]), { padding }).sum())(zeros([1, 7, 7, 1]));
for (const padding of [0, 1]) {
  const [corner, centre] = [visits(padding).at(0, 0, 0, 0), visits(padding).at(0, 3, 3, 0)];
  console.log(`windows, padding ${padding}: corner ${await corner.item()}, centre ${await centre.item()}`);
}
const frames = [0, 1].map((padding) => ({ image: picture(visits(padding)), title: `padding ${padding}` }));
await show('border', imageGrid(frames, { range: [0, 9], cellSize: 140 }));
// #endregion border

// #region volume
// A red square and a blue disc, 26×26×3.
const image = Float32Array.from({ length: 26 * 26 * 3 }, (_, i) => {
  const [x, y, channel] = [Math.floor(i / 3) % 26, Math.floor(i / 3 / 26), i % 3];
  const isSquare = x >= 3 && x < 12 && y >= 8 && y < 17;
  const isDisc = (x - 18) ** 2 + (y - 13) ** 2 < 25;
  return (isSquare && channel === 0) || (isDisc && channel === 2) ? 1 : 0.1;
});
// Two filters of 3×3×3: vertical edges of red, horizontal edges of blue.
// Their weights are [row, column, channel, filter].
const weights = [1, 0, -1].map((down) =>
  [1, 0, -1].map((across) => [
    [across, 0],
    [0, 0],
    [0, down],
  ]),
);
const [x, filters] = [tensor(image, { shape: [1, 26, 26, 3] }), tensor(weights)];
const [maps, coarse] = [conv2d(x, filters), conv2d(x, filters, { stride: 2 })];
console.log(`two filters: [${x.shape}] to [${maps.shape}], with stride 2 to [${coarse.shape}]`);
const channel = (batch: Tensor, i: number): Tensor => batch.slice(null, null, null, [i, i + 1]);
const panels = [
  { image: picture(x), title: 'image 26×26×3' },
  { image: picture(channel(maps, 0)), title: 'vertical, red' },
  { image: picture(channel(maps, 1)), title: 'horizontal, blue' },
  { image: picture(channel(coarse, 0)), title: 'red, stride 2' },
];
await show('volume', imageGrid(panels, { cellSize: 130 }));
// #endregion volume

/** The first image of a batch. */
function picture(batch: Tensor): { data: ArrayLike<number>; shape: readonly number[] } {
  return { data: batch.dataSync(), shape: batch.shape.slice(1) };
}
