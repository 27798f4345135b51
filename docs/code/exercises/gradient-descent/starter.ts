// Gradient descent in one dimension, and how large a step may be.

import { YourTurn } from '../../kit/exercise.ts';

/**
 * The places that gradient descent visits, the start included.
 *
 * @param slope the derivative of the cost
 * @param start where to begin
 * @returns `steps + 1` places
 */
export function descend(
  slope: (w: number) => number,
  start: number,
  learningRate: number,
  steps: number,
): number[] {
  throw new YourTurn(
    `${steps} steps from ${start} at α = ${learningRate}; the slope there is ${slope(start)}`,
  );
}

/**
 * The learning rate at which descent on `J(w) = curvature / 2 · (w − w*)²` stops converging: it converges for every
 * smaller rate above 0, and for no greater one.
 *
 * @param curvature second derivative of the cost, > 0
 */
export function largestRate(curvature: number): number {
  throw new YourTurn(`by which factor w − w* changes in a step, for a second derivative of ${curvature}`);
}
