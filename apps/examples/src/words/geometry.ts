// Directions between word vectors: which are near, and how they lie when seen from the side.

import { div, matmul, mean, norm, qr, sub, type Tensor, transpose, uniform } from 'cambium';

/** Rows of length 1: their products are cosines. */
export function directions(vectors: Tensor): Tensor {
  return div(vectors, norm(vectors, { axis: -1, keepDims: true }));
}

/** The places of the `count` greatest cosines to the vector at `place`, without itself. */
export function nearest(cosines: readonly number[], place: number, count: number): number[] {
  return cosines
    .map((cosine, other) => ({ cosine, other }))
    .filter(({ other }) => other !== place)
    .sort((a, b) => b.cosine - a.cosine)
    .slice(0, count)
    .map(({ other }) => other);
}

/** `[n, features]` to `[n, 2]`: along the two directions in which the points differ most (principal components). */
export function flattened(points: Tensor): Tensor {
  const centred = sub(points, mean(points, 0, { keepDims: true }));
  const covariance = matmul(transpose(centred), centred);
  // Multiplying again and again turns any two directions towards those that grow fastest.
  let axes = uniform([points.shape[1]!, 2]);
  for (let i = 0; i < 50; i++) axes = qr(matmul(covariance, axes)).q;
  return matmul(centred, axes);
}
