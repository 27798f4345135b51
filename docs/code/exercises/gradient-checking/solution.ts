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
  const moved = (place: number, step: number) => x.map((value, i) => (i === place ? value + step : value));
  return x.map((_, place) => (f(moved(place, h)) - f(moved(place, -h))) / (2 * h));
}

/**
 * How far two gradients are apart: ‖a − b‖ / (‖a‖ + ‖b‖) with the Euclidean norm.
 *
 * @returns 0 for equal gradients, 1 for opposite ones
 */
export function relativeError(a: readonly number[], b: readonly number[]): number {
  const difference = Math.hypot(...a.map((value, i) => value - b[i]!));
  return difference / (Math.hypot(...a) + Math.hypot(...b));
}
