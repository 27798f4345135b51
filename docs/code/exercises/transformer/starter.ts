// Multi-head self-attention, and the vectors that tell a place.

import { matmul, type Tensor } from 'cambium';
import { YourTurn } from '../../kit/exercise.ts';

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
  const query = matmul(x, weights.query);
  throw new YourTurn(
    `cut [${query.shape}] into ${heads} heads, [batch, heads, length, width], and call scaledDotProductAttention`,
  );
}

/** The place t as `features` numbers: `sin(t / 10000^(i/features))` for even i, and the cosine of the same angle at i + 1. */
export function placeVector(t: number, features: number): number[] {
  throw new YourTurn(`sines and cosines of ${features / 2} angles for place ${t}`);
}
