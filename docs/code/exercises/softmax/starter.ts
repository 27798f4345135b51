import type { Tensor } from 'cambium';
import { YourTurn } from '../../kit/exercise.ts';

/**
 * Softmax of each row, without overflow: the greatest score of the row is subtracted first. Write it with `exp`, `sum`
 * and `max`.
 *
 * @param scores `[samples, classes]`
 * @returns probabilities of the same shape
 */
export function stableSoftmax(scores: Tensor): Tensor {
  throw new YourTurn(`make probabilities of the rows of [${scores.shape.join(', ')}]`);
}

/**
 * The gradient of the mean cross entropy of all samples by the scores: (p − y) / m.
 *
 * @param scores `[samples, classes]`
 * @param labels int32 `[samples]`; `oneHot(labels, classes)` makes rows of them
 * @returns of the shape of the scores
 */
export function crossEntropyGradient(scores: Tensor, labels: Tensor): Tensor {
  throw new YourTurn(`compute (p − y) / m for ${labels.size} samples of ${scores.shape[1]} classes`);
}
