// How large random weights have to be for a leaky ReLU.

/**
 * The standard deviation of weights that keeps the mean square of the signal from one layer to the next, where the
 * activation is a leaky ReLU: `g(z) = z` for `z > 0`, `g(z) = slope · z` else.
 *
 * @param fanIn number of inputs of a unit
 * @param slope of the leaky ReLU for negative numbers
 */
export function initialDeviation(fanIn: number, slope: number): number {
  // Half of the z keep their square, the other half get it times slope².
  const left = (1 + slope ** 2) / 2;
  return Math.sqrt(1 / (fanIn * left));
}
