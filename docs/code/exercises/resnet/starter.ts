// A residual block, forward and backward.

import { linear, type Tensor } from 'cambium';
import { YourTurn } from '../../kit/exercise.ts';

/** Weights of a block of two dense layers of one width. */
export interface Block {
  readonly w1: Tensor; // [width, width]
  readonly b1: Tensor; // [width]
  readonly w2: Tensor; // [width, width]
  readonly b2: Tensor; // [width]
}

/** `relu(x + linear(relu(linear(x, w1, b1)), w2, b2))` for x of shape `[batch, width]`. */
export function forward(x: Tensor, { w1, b1 }: Block): Tensor {
  const z1 = linear(x, w1, b1);
  throw new YourTurn(`go on from [${z1.shape}], and add the path around the block before the last relu`);
}

/**
 * The gradient of a loss by the input of the block, derived by hand: no `grad` here.
 *
 * @param upstream gradient by the output, `[batch, width]`
 */
export function inputGradient(x: Tensor, block: Block, upstream: Tensor): Tensor {
  throw new YourTurn(
    `go back from [${upstream.shape}] through [${block.w2.shape}] to [${x.shape}]; the gradient comes on two paths`,
  );
}
