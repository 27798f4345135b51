// Scaled dot-product attention from its formula.

import { matmul, softmax, swapAxes, type Tensor, where } from 'cambium';

/**
 * `softmax(Q Kᵀ / √width) V`, for a batch. Where the mask is false, a query does not see a key: its weight is 0.
 *
 * @param query `[batch, queries, width]`
 * @param key `[batch, keys, width]`
 * @param value `[batch, keys, features]`
 * @param mask bool `[queries, keys]`; each query sees at least one key
 * @returns `[batch, queries, features]`
 */
export function attention(query: Tensor, key: Tensor, value: Tensor, mask: Tensor): Tensor {
  const scores = matmul(query, swapAxes(key, -1, -2)).div(Math.sqrt(query.shape.at(-1)!));
  const weights = softmax(where(mask, scores, Number.NEGATIVE_INFINITY), -1);
  return matmul(weights, value);
}
