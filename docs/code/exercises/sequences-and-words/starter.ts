// The loss of skip-gram with negative sampling, and its gradient.

import type { Tensor } from 'cambium';
import { YourTurn } from '../../kit/exercise.ts';

/**
 * `−log σ(v · n) − Σ log σ(−v · m)` for one word.
 *
 * @param word the vector v, `[features]`
 * @param neighbour the vector n of a true neighbour, `[features]`
 * @param noise the vectors m of words that were drawn at random, `[count, features]`
 * @returns a scalar
 */
export function loss(word: Tensor, neighbour: Tensor, noise: Tensor): Tensor {
  throw new YourTurn(
    `scores of [${word.shape}] with [${neighbour.shape}] and with the rows of [${noise.shape}]`,
  );
}

/** The gradient of {@link loss} by the word's vector, derived by hand: no `grad` here. */
export function wordGradient(word: Tensor, neighbour: Tensor, noise: Tensor): Tensor {
  throw new YourTurn(
    `one term along [${neighbour.shape}] and one along each row of [${noise.shape}], of shape [${word.shape}]`,
  );
}
