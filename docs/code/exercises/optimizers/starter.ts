import type { Tensor } from 'cambium';
import { YourTurn } from '../../kit/exercise.ts';

/** α and λ of AdamW. */
export interface Rates {
  readonly learningRate: number;
  readonly weightDecay: number;
}

/**
 * AdamW: the steps of Adam with β₁ = 0.9, β₂ = 0.999 and ε = 10⁻⁸, and beside each of them the weights shrink by the
 * factor 1 − αλ. The decay does not enter the averages.
 *
 * @param start the weights at first
 * @param gradients one for each step, of the shape of the weights
 * @returns the weights after all steps
 */
export function adamW(start: Tensor, gradients: readonly Tensor[], rates: Rates): Tensor {
  throw new YourTurn(
    `take ${gradients.length} steps from [${start.shape.join(', ')}] weights with α = ${rates.learningRate}`,
  );
}
