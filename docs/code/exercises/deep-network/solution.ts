// Parity by a network of ReLU units: many units in one layer, or few in several.

import { relu, type Tensor } from 'cambium';

/**
 * "Either, but not both" of two bits, by two ReLU units and a sum: no `abs`, no comparison.
 *
 * @param a zeros and ones, any shape
 * @param b the same shape
 * @returns 1 where the bits differ, 0 where they are equal
 */
export function xor(a: Tensor, b: Tensor): Tensor {
  return relu(a.sub(b)).add(relu(b.sub(a)));
}

/**
 * Whether the number of ones in a row is odd, by layers of `xor`. Each layer halves the number of columns.
 *
 * @param bits zeros and ones, `[m, n]`, where `n` is a power of two
 * @returns `[m, 1]`
 */
export function parity(bits: Tensor): Tensor {
  let layer = bits;
  while (layer.shape[1]! > 1) {
    const [left, right] = layer.split(2, 1);
    layer = xor(left!, right!);
  }
  return layer;
}
