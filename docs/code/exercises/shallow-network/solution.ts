// Backpropagation through a network of two layers, by hand.

import { matmul, sub, type Tensor } from 'cambium';

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
  const m = x.shape[0]!;
  const dz2 = a2.sub(y);
  const dz1 = matmul(dz2, w2.transpose()).mul(sub(1, a1.square()));
  return {
    dW1: matmul(x.transpose(), dz1).div(m),
    db1: dz1.mean(0),
    dW2: matmul(a1.transpose(), dz2).div(m),
    db2: dz2.mean(0),
  };
}
