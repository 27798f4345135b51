// Gradient descent in one dimension, and how large a step may be.

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
  const places = [start];
  for (let w = start; places.length <= steps; places.push(w)) w -= learningRate * slope(w);
  return places;
}

/**
 * The learning rate at which descent on `J(w) = curvature / 2 · (w − w*)²` stops converging: it converges for every
 * smaller rate above 0, and for no greater one.
 *
 * @param curvature second derivative of the cost, > 0
 */
export function largestRate(curvature: number): number {
  // A step multiplies w − w* by 1 − α · curvature, which has to lie between −1 and 1.
  return 2 / curvature;
}
