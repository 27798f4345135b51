// Exponentially weighted averages of numbers.

import { TensorError } from '@cambium/tensor';

/** Options of {@link ema}. */
export interface EmaOptions {
  /** Share of the old average that each number keeps: about the last `1 / (1 − beta)` numbers count. */
  beta: number;
  /** Divide by `1 − βᵗ`, so that the first averages are not drawn to 0. Default `false`. */
  biasCorrection?: boolean;
}

/**
 * The running averages `vₜ = β vₜ₋₁ + (1 − β) xₜ` of a series, with `v₀ = 0`.
 *
 * @returns one average for each number
 * @throws TensorError `value` if beta is not in [0, 1)
 * @see course part 4.1
 * @example
 * ```ts
 * ema([4, 9], { beta: 0.98 }); // [0.08, 0.2584]
 * ema([4, 9], { beta: 0.98, biasCorrection: true }); // [4, 6.5252…]
 * ```
 */
export function ema(series: Iterable<number>, { beta, biasCorrection = false }: EmaOptions): number[] {
  if (!(beta >= 0 && beta < 1))
    throw new TensorError('ema', 'value', `beta is a number from 0 up to 1, below it, got ${beta}.`);
  const averages: number[] = [];
  let [average, weight] = [0, 0];
  for (const value of series) {
    average = beta * average + (1 - beta) * value;
    weight = beta * weight + (1 - beta);
    averages.push(biasCorrection ? average / weight : average);
  }
  return averages;
}
