// What padding, stride and the number of filters do to the size, the border and the parameters of a convolution.

import { imageGrid } from '@cambium/plot';
import { Conv2d, conv2d, Flatten, grad, ones, Sequential, summary, type Tensor, tensor, zeros } from 'cambium';
import { show } from '../kit/show.ts';

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

// Parameters: six filters of 5×5 beside a dense layer for the same sizes.
for (const inChannels of [1, 3]) {
  const layer = new Conv2d({ inChannels, outChannels: 6, kernelSize: 5 });
  const count = layer.parameters().reduce((total, { size }) => total + size, 0);
  console.log(`6 filters 5×5×${inChannels}: ${count} parameters`);
}
console.log(`dense, 32×32×3 to 28×28×6: ${(32 * 32 * 3 * 28 * 28 * 6).toLocaleString('en')} weights`);

// In how many windows is each pixel? The gradient of the sum of all windows counts them.
function visits(padding: 'valid' | 'same'): Tensor {
  return grad((x: Tensor) => conv2d(x, ones([3, 3, 1, 1]), { padding }).sum())(zeros([1, 7, 7, 1]));
}
const [valid, same] = [visits('valid'), visits('same')];
for (const [name, counts] of Object.entries({ 'no padding': valid, 'padding 1': same })) {
  const [corner, centre] = [await counts.at(0, 0, 0, 0).item(), await counts.at(0, 3, 3, 0).item()];
  console.log(`${name}: the corner is in ${corner} windows, the centre in ${centre}`);
}
await show(
  'border',
  imageGrid(
    [
      { image: picture(valid), title: 'no padding' },
      { image: picture(same), title: 'padding 1' },
    ],
    { range: [0, 9], cellSize: 140 },
  ),
);

// A volume: a red square and a blue disc, and two filters that look through all three channels.
const side = 26;
const image = Float32Array.from({ length: side * side * 3 }, (_, i) => {
  const [x, y, channel] = [Math.floor(i / 3) % side, Math.floor(i / 3 / side), i % 3];
  const isSquare = x >= 3 && x < 12 && y >= 8 && y < 17;
  const isDisc = (x - 18) ** 2 + (y - 13) ** 2 < 25;
  return (isSquare && channel === 0) || (isDisc && channel === 2) ? 1 : 0.1;
});
// Weights [3, 3, channels, filters]: vertical edges of red, horizontal edges of blue.
const weights = Float32Array.from({ length: 3 * 3 * 3 * 2 }, (_, i) => {
  const [filter, channel, column, row] = [i % 2, Math.floor(i / 2) % 3, Math.floor(i / 6) % 3, Math.floor(i / 18)];
  if (filter === 0) return channel === 0 ? 1 - column : 0;
  return channel === 2 ? 1 - row : 0;
});
const x = tensor(image, { shape: [1, side, side, 3] });
const filters = tensor(weights, { shape: [3, 3, 3, 2] });
const maps = conv2d(x, filters);
const coarse = conv2d(x, filters, { stride: 3 });
console.log(`two filters: [${x.shape.join(', ')}] to [${maps.shape.join(', ')}], with stride 3 to [${coarse.shape.join(', ')}]`);
await show(
  'volume',
  imageGrid(
    [
      { image: picture(x), title: 'image 26×26×3' },
      { image: picture(maps.slice(null, null, null, [0, 1])), title: 'vertical, red' },
      { image: picture(maps.slice(null, null, null, [1, 2])), title: 'horizontal, blue' },
      { image: picture(coarse.slice(null, null, null, [0, 1])), title: 'red, stride 3' },
    ],
    { cellSize: 130 },
  ),
);

/** The first image of a batch. */
function picture(batch: Tensor): { data: ArrayLike<number>; shape: readonly number[] } {
  return { data: batch.dataSync(), shape: batch.shape.slice(1) };
}
