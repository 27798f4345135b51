// LeNet-5 for images of any size: how many features reach the dense layers?

import type { Sequential } from 'cambium';
import { YourTurn } from '../../kit/exercise.ts';

/**
 * LeNet-5 as in the notes, without padding: a convolution 5×5 with 6 filters, ReLU, max pooling 2×2; a convolution 5×5 with
 * 16 filters, ReLU, max pooling 2×2; then flat, and dense layers of 120, 84 and `classes` units with ReLU between them.
 *
 * @param side height and width of the images, at least 16
 * @param channels 1 for grey images, 3 for colour
 */
export function lenetFor(side: number, channels: number, classes: number): Sequential {
  throw new YourTurn(
    `a Sequential that takes [batch, ${side}, ${side}, ${channels}] and gives [batch, ${classes}]`,
  );
}
