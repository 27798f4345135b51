// A convolution with padding and stride, by hand.

import { YourTurn } from '../../kit/exercise.ts';

/** Width of the output of a convolution, for an input of width n: filter f, padding p on both sides, stride s. */
export function outputSize(n: number, f: number, p: number, s: number): number {
  throw new YourTurn(`the size rule for n = ${n}, f = ${f}, p = ${p}, s = ${s}`);
}

/**
 * Lays a filter over each window of an image and adds up the products. Like all frameworks, it does not turn the filter
 * round. Outside of the image there are zeros.
 *
 * @param image rows of a square image
 * @param filter rows of a square filter
 */
export function convolve(
  image: readonly (readonly number[])[],
  filter: readonly (readonly number[])[],
  padding: number,
  stride: number,
): number[][] {
  const size = outputSize(image.length, filter.length, padding, stride);
  throw new YourTurn(
    `fill ${size}×${size} numbers, each from the window that begins at stride · place − padding`,
  );
}
