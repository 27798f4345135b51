// Inverted dropout, and how the gradient passes through it.

import type { Tensor } from 'cambium';
import { YourTurn } from '../../kit/exercise.ts';

/**
 * Inverted dropout: an element stays with probability `keep`; what stays is scaled so that the expected value does not
 * change.
 *
 * @param x activations, any shape
 * @param draws numbers spread evenly over [0, 1), of the shape of `x`; an element stays if its number is below `keep`
 * @param keep probability to stay, in (0, 1]
 */
export function invertedDropout(x: Tensor, draws: Tensor, keep: number): Tensor {
  throw new YourTurn(`a mask from draws [${draws.shape}] and keep ${keep}, for x [${x.shape}]`);
}

/**
 * The variance of one output of {@link invertedDropout} over all draws, for an activation `x`: the noise that dropout adds.
 */
export function addedVariance(x: number, keep: number): number {
  throw new YourTurn(`E[a²] − E[a]² of what is left of ${x} when it stays with probability ${keep}`);
}
