import { type Tensor, zerosLike } from 'cambium';

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
  const { learningRate, weightDecay } = rates;
  let [w, v, s] = [start, zerosLike(start), zerosLike(start)];
  gradients.forEach((gradient, i) => {
    v = v.mul(0.9).add(gradient.mul(0.1));
    s = s.mul(0.999).add(gradient.square().mul(0.001));
    const [vHat, sHat] = [v.div(1 - 0.9 ** (i + 1)), s.div(1 - 0.999 ** (i + 1))];
    w = w.mul(1 - learningRate * weightDecay).sub(vHat.div(sHat.sqrt().add(1e-8)).mul(learningRate));
  });
  return w;
}
