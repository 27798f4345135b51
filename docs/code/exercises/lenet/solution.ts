// LeNet-5 for images of any size: how many features reach the dense layers?

import { Conv2d, Flatten, Linear, MaxPool2d, relu, Sequential } from 'cambium';

/**
 * LeNet-5 as in the notes, without padding: a convolution 5×5 with 6 filters, ReLU, max pooling 2×2; a convolution 5×5 with
 * 16 filters, ReLU, max pooling 2×2; then flat, and dense layers of 120, 84 and `classes` units with ReLU between them.
 *
 * @param side height and width of the images, at least 16
 * @param channels 1 for grey images, 3 for colour
 */
export function lenetFor(side: number, channels: number, classes: number): Sequential {
  const pooled = Math.floor((side - 4) / 2);
  const last = Math.floor((pooled - 4) / 2);
  return new Sequential(
    new Conv2d({ inChannels: channels, outChannels: 6, kernelSize: 5 }),
    relu,
    new MaxPool2d(2),
    new Conv2d({ inChannels: 6, outChannels: 16, kernelSize: 5 }),
    relu,
    new MaxPool2d(2),
    new Flatten(),
    ...[new Linear(16 * last * last, 120), relu, new Linear(120, 84), relu, new Linear(84, classes)],
  );
}
