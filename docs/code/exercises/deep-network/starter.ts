// Parity by a network of ReLU units: many units in one layer, or few in several.

import type { Tensor } from 'cambium';
import { YourTurn } from '../../kit/exercise.ts';

/**
 * "Either, but not both" of two bits, by two ReLU units and a sum: no `abs`, no comparison.
 *
 * @param a zeros and ones, any shape
 * @param b the same shape
 * @returns 1 where the bits differ, 0 where they are equal
 */
export function xor(a: Tensor, b: Tensor): Tensor {
  throw new YourTurn(
    `two ReLU units over [${a.shape}] and [${b.shape}]: when is a − b positive, when b − a?`,
  );
}

/**
 * Whether the number of ones in a row is odd, by layers of `xor`. Each layer halves the number of columns.
 *
 * @param bits zeros and ones, `[m, n]`, where `n` is a power of two
 * @returns `[m, 1]`
 */
export function parity(bits: Tensor): Tensor {
  throw new YourTurn(
    `cut [${bits.shape}] into two halves along axis 1 with split, join them with xor, and go on`,
  );
}
