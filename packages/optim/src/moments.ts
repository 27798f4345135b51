// What Adam and its relatives share: running means of the gradients and of their squares.

import { lerp, pow, type State, sqrt, square, sub, type Tensor } from '@cambium/tensor';
import type { OptimizerOptions } from './optimizer.ts';

/** Options of optimizers that keep a mean of gradients and one of their squares. */
export interface MomentOptions extends OptimizerOptions {
  /** Share of the old mean of gradients that a step keeps, default 0.9. */
  beta1?: number;
  /** Share of the old mean of squared gradients that a step keeps, default 0.999. */
  beta2?: number;
  /** Added to the root, default 1e-8, 1e-6 for LAMB. */
  epsilon?: number;
}

/** What the options are unless given. */
export const momentDefaults = {
  learningRate: 1e-3,
  weightDecay: 0,
  maximize: false,
  beta1: 0.9,
  beta2: 0.999,
  epsilon: 1e-8,
};

/** The slots of the means, and the count that their corrections depend on. */
export type MomentSlot = 'mean' | 'meanSquare' | 'steps';

/** What the means are divided by, since they began with 0: `1 − β₁ᵗ`, and `√(1 − β₂ᵗ)` for the root. */
export type Correction = 'meanCorrection' | 'squareCorrection';

type Betas = Required<Pick<MomentOptions, 'beta1' | 'beta2'>>;

/** `m ← β₁ m + (1 − β₁) g`, `s ← β₂ s + (1 − β₂) g²`. */
export function moveMoments(
  { mean, meanSquare }: { readonly mean: State; readonly meanSquare: State },
  gradient: Tensor,
  { beta1, beta2 }: Betas,
): void {
  // From the old value by a small share of the difference: the other way round cancels in float32.
  mean.assign(lerp(mean, gradient, 1 - beta1));
  meanSquare.assign(lerp(meanSquare, square(gradient), 1 - beta2));
}

/** The corrections after some steps. */
export function momentCorrections(steps: Tensor, { beta1, beta2 }: Betas): Record<Correction, Tensor> {
  return { meanCorrection: sub(1, pow(beta1, steps)), squareCorrection: sqrt(sub(1, pow(beta2, steps))) };
}
