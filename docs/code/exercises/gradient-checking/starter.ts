import { YourTurn } from '../../kit/exercise.ts';

/**
 * The gradient of a function by two-sided differences, one number after the other:
 * (f(…, xᵢ + h, …) − f(…, xᵢ − h, …)) / 2h.
 *
 * @param f takes as many numbers as `x` has
 * @param x where; must not be changed
 * @param h step of the differences
 */
export function numericGradient(
  f: (x: readonly number[]) => number,
  x: readonly number[],
  h: number,
): number[] {
  throw new YourTurn(`compute ${x.length} slopes of ${f.name} with the step ${h}`);
}

/**
 * How far two gradients are apart: ‖a − b‖ / (‖a‖ + ‖b‖) with the Euclidean norm.
 *
 * @returns 0 for equal gradients, 1 for opposite ones
 */
export function relativeError(a: readonly number[], b: readonly number[]): number {
  throw new YourTurn(`compare gradients of ${a.length} and ${b.length} numbers`);
}
