// A wall for gradients.

import { asTensor, execute, type Tensor, type TensorLike, unobserved } from '@cambium/tensor';

/**
 * The same values, treated as a constant by every surrounding `grad` and `valueAndGrad`.
 *
 * @param x any shape and dtype
 * @example
 * ```ts
 * grad((x: Tensor) => mul(x, stopGradient(x)))(tensor(3)).toArray();   // 3, not 6
 * ```
 */
export function stopGradient(x: TensorLike): Tensor {
  const tensor = asTensor(x, 'stopGradient');
  return unobserved(() => execute('broadcastTo', [tensor], { shape: tensor.shape }));
}
