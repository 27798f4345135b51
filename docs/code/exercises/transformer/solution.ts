// Multi-head self-attention, and the vectors that tell a place.

import { matmul, scaledDotProductAttention, type Tensor } from 'cambium';

/** Square matrices `[features, features]`, without biases. */
export interface HeadWeights {
  readonly query: Tensor;
  readonly key: Tensor;
  readonly value: Tensor;
  readonly output: Tensor;
}

/**
 * Causal self-attention with several heads: queries, keys and values are cut into `heads` parts of their features, each part
 * attends by itself, the results are put side by side again and go through the output matrix.
 *
 * @param x `[batch, length, features]`
 */
export function multiHead(x: Tensor, weights: HeadWeights, heads: number): Tensor {
  const [batch, length, features] = x.shape as [number, number, number];
  const split = (weight: Tensor): Tensor =>
    matmul(x, weight)
      .reshape([batch, length, heads, features / heads])
      .transpose([0, 2, 1, 3]);
  const attended = scaledDotProductAttention(split(weights.query), split(weights.key), split(weights.value), {
    isCausal: true,
  });
  return matmul(attended.transpose([0, 2, 1, 3]).reshape([batch, length, features]), weights.output);
}

/** The place t as `features` numbers: `sin(t / 10000^(i/features))` for even i, and the cosine of the same angle at i + 1. */
export function placeVector(t: number, features: number): number[] {
  return Array.from({ length: features }, (_, i) => {
    const angle = t / 10_000 ** ((i - (i % 2)) / features);
    return i % 2 === 0 ? Math.sin(angle) : Math.cos(angle);
  });
}
