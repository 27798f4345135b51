/**
 * The bias-corrected exponentially weighted averages of a series: vₜ = β vₜ₋₁ + (1 − β) θₜ with v₀ = 0, each divided by
 * 1 − βᵗ, where t counts from 1.
 *
 * @returns one average for each number
 */
export function movingAverage(series: readonly number[], beta: number): number[] {
  let v = 0;
  return series.map((value, i) => {
    v = beta * v + (1 - beta) * value;
    return v / (1 - beta ** (i + 1));
  });
}
