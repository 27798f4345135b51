// The loss of skip-gram with negative sampling, and its gradient.

import { dot, logSigmoid, matmul, sigmoid, type Tensor } from 'cambium';

/**
 * `−log σ(v · n) − Σ log σ(−v · m)` for one word.
 *
 * @param word the vector v, `[features]`
 * @param neighbour the vector n of a true neighbour, `[features]`
 * @param noise the vectors m of words that were drawn at random, `[count, features]`
 * @returns a scalar
 */
export function loss(word: Tensor, neighbour: Tensor, noise: Tensor): Tensor {
  const wrong = matmul(noise, word);
  return logSigmoid(dot(word, neighbour)).add(logSigmoid(wrong.neg()).sum()).neg();
}

/** The gradient of {@link loss} by the word's vector, derived by hand: no `grad` here. */
export function wordGradient(word: Tensor, neighbour: Tensor, noise: Tensor): Tensor {
  const towards = neighbour.mul(sigmoid(dot(word, neighbour)).sub(1));
  const away = matmul(sigmoid(matmul(noise, word)), noise);
  return towards.add(away);
}
