// The matrix of the notes: a column for each picture, the red numbers first.

import type { Tensor } from 'cambium';

/**
 * Pictures as the columns of a matrix, in the order of the course notes: first all red numbers row by row, then all green
 * ones, then all blue ones.
 *
 * @param images `[count, height, width, 3]`
 * @returns `[3 · height · width, count]`
 */
export function toColumns(images: Tensor): Tensor {
  const count = images.shape[0]!;
  return images.transpose([3, 1, 2, 0]).reshape([-1, count]);
}

/**
 * The place of a number in a row that `flatten` makes of one picture `[height, width, channels]`.
 *
 * @param at row, column and channel, each from 0
 */
export function placeInRow(at: readonly [number, number, number], width: number, channels: number): number {
  const [row, column, channel] = at;
  return (row * width + column) * channels + channel;
}
