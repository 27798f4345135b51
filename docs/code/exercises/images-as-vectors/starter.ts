// The matrix of the notes: a column for each picture, the red numbers first.

import type { Tensor } from 'cambium';
import { YourTurn } from '../../kit/exercise.ts';

/**
 * Pictures as the columns of a matrix, in the order of the course notes: first all red numbers row by row, then all green
 * ones, then all blue ones.
 *
 * @param images `[count, height, width, 3]`
 * @returns `[3 · height · width, count]`
 */
export function toColumns(images: Tensor): Tensor {
  throw new YourTurn(`transpose [${images.shape}] so that the axes are in the right order, then reshape`);
}

/**
 * The place of a number in a row that `flatten` makes of one picture `[height, width, channels]`.
 *
 * @param at row, column and channel, each from 0
 */
export function placeInRow(at: readonly [number, number, number], width: number, channels: number): number {
  throw new YourTurn(`how many numbers of a picture with ${width} × ${channels} a row stand before [${at}]`);
}
