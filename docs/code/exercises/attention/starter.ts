// Scaled dot-product attention from its formula.

import type { Tensor } from 'cambium';
import { YourTurn } from '../../kit/exercise.ts';

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
  throw new YourTurn(
    `scores of [${query.shape}] and [${key.shape}], hidden by [${mask.shape}]; then means of [${value.shape}]`,
  );
}
