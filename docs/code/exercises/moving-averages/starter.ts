import { YourTurn } from '../../kit/exercise.ts';

/**
 * The bias-corrected exponentially weighted averages of a series: vₜ = β vₜ₋₁ + (1 − β) θₜ with v₀ = 0, each divided by
 * 1 − βᵗ, where t counts from 1.
 *
 * @returns one average for each number
 */
export function movingAverage(series: readonly number[], beta: number): number[] {
  throw new YourTurn(`average ${series.length} numbers with β = ${beta}`);
}
