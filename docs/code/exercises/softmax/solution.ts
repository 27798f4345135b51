import { oneHot, type Tensor } from 'cambium';

/**
 * Softmax of each row, without overflow: the greatest score of the row is subtracted first. Write it with `exp`, `sum`
 * and `max`.
 *
 * @param scores `[samples, classes]`
 * @returns probabilities of the same shape
 */
export function stableSoftmax(scores: Tensor): Tensor {
  const powers = scores.sub(scores.max(1, { keepDims: true })).exp();
  return powers.div(powers.sum(1, { keepDims: true }));
}

/**
 * The gradient of the mean cross entropy of all samples by the scores: (p − y) / m.
 *
 * @param scores `[samples, classes]`
 * @param labels int32 `[samples]`; `oneHot(labels, classes)` makes rows of them
 * @returns of the shape of the scores
 */
export function crossEntropyGradient(scores: Tensor, labels: Tensor): Tensor {
  const truth = oneHot(labels, scores.shape[1]!);
  return stableSoftmax(scores).sub(truth).div(labels.size);
}
