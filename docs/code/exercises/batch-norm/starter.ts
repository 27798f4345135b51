import type { Tensor } from 'cambium';
import { YourTurn } from '../../kit/exercise.ts';

/**
 * The gradient of batch normalisation by its input. With x̂ = (x − μ) / √(σ² + ε) and y = x̂ it is
 *
 * dx = (dy − mean(dy) − x̂ · mean(dy · x̂)) / √(σ² + ε),
 *
 * with all means over the batch, feature by feature: μ and σ depend on x, too.
 *
 * @param x `[batch, features]`
 * @param dy gradient by the output, of the same shape
 * @returns gradient by the input, of the same shape
 */
export function batchNormGradient(x: Tensor, dy: Tensor, epsilon = 1e-5): Tensor {
  throw new YourTurn(`go back from [${dy.shape.join(', ')}] to [${x.shape.join(', ')}] with ε = ${epsilon}`);
}
