// Backpropagation through a network of two layers, by hand.

import type { Tensor } from 'cambium';
import { YourTurn } from '../../kit/exercise.ts';

/** What the forward pass leaves behind. */
export interface Pass {
  /** Samples, `[m, n0]`. */
  readonly x: Tensor;
  /** Labels, `[m, 1]`. */
  readonly y: Tensor;
  /** Hidden activations `tanh(x W1 + b1)`, `[m, n1]`. */
  readonly a1: Tensor;
  /** Outputs `σ(a1 W2 + b2)`, `[m, 1]`. */
  readonly a2: Tensor;
  /** Weights of the second layer, `[n1, 1]`. */
  readonly w2: Tensor;
}

/**
 * The gradients of the mean binary cross-entropy by all weights and biases. The derivative of tanh is `1 − a1²`.
 *
 * @returns `dW1` `[n0, n1]`, `db1` `[n1]`, `dW2` `[n1, 1]`, `db2` `[1]`
 */
export function backward({ x, y, a1, a2, w2 }: Pass): { dW1: Tensor; db1: Tensor; dW2: Tensor; db2: Tensor } {
  const shapes = [x, y, a1, a2, w2].map(({ shape }) => `[${shape}]`).join(' ');
  throw new YourTurn(`dz2, then dW2 and db2; dz1 through w2 and tanh, then dW1 and db1, from ${shapes}`);
}
