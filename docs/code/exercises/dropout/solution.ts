// Inverted dropout, and how the gradient passes through it.

import type { Tensor } from 'cambium';

/**
 * Inverted dropout: an element stays with probability `keep`; what stays is scaled so that the expected value does not
 * change.
 *
 * @param x activations, any shape
 * @param draws numbers spread evenly over [0, 1), of the shape of `x`; an element stays if its number is below `keep`
 * @param keep probability to stay, in (0, 1]
 */
export function invertedDropout(x: Tensor, draws: Tensor, keep: number): Tensor {
  return x.mul(draws.less(keep).cast('float32')).div(keep);
}

/**
 * The variance of one output of {@link invertedDropout} over all draws, for an activation `x`: the noise that dropout adds.
 */
export function addedVariance(x: number, keep: number): number {
  // E[a²] = keep · (x / keep)², and E[a] = x.
  return (x ** 2 * (1 - keep)) / keep;
}
