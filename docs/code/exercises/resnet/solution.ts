// A residual block, forward and backward.

import { linear, matmul, relu, type Tensor } from 'cambium';

/** Weights of a block of two dense layers of one width. */
export interface Block {
  readonly w1: Tensor; // [width, width]
  readonly b1: Tensor; // [width]
  readonly w2: Tensor; // [width, width]
  readonly b2: Tensor; // [width]
}

/** `relu(x + linear(relu(linear(x, w1, b1)), w2, b2))` for x of shape `[batch, width]`. */
export function forward(x: Tensor, { w1, b1, w2, b2 }: Block): Tensor {
  const z1 = linear(x, w1, b1);
  return relu(x.add(linear(relu(z1), w2, b2)));
}

/**
 * The gradient of a loss by the input of the block, derived by hand: no `grad` here.
 *
 * @param upstream gradient by the output, `[batch, width]`
 */
export function inputGradient(x: Tensor, block: Block, upstream: Tensor): Tensor {
  const { w1, b1, w2 } = block;
  const z1 = linear(x, w1, b1);
  const sum = upstream.mul(forward(x, block).greater(0).cast('float32'));
  const dz1 = matmul(sum, w2.transpose()).mul(z1.greater(0).cast('float32'));
  return sum.add(matmul(dz1, w1.transpose()));
}
