// How large random weights have to be for a leaky ReLU.

import { YourTurn } from '../../kit/exercise.ts';

/**
 * The standard deviation of weights that keeps the mean square of the signal from one layer to the next, where the
 * activation is a leaky ReLU: `g(z) = z` for `z > 0`, `g(z) = slope · z` else.
 *
 * For `z` spread evenly around zero work out which part of `E[z²]` is left in `E[g(z)²]`. With slope 0 it is ReLU and one
 * half, with slope 1 nothing is lost.
 *
 * @param fanIn number of inputs of a unit
 * @param slope of the leaky ReLU for negative numbers
 */
export function initialDeviation(fanIn: number, slope: number): number {
  throw new YourTurn(`the deviation for ${fanIn} inputs and a slope of ${slope}`);
}
