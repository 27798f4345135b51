// The best line without gradient descent: where the derivative of the cost is zero.

/** A line `price = weight · size + bias`. */
export interface Line {
  readonly weight: number;
  readonly bias: number;
}

/**
 * The line with the least mean squared error.
 *
 * @param sizes of the houses, at least two different ones
 * @param prices as many
 */
export function fitLine(sizes: readonly number[], prices: readonly number[]): Line {
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [size, price] = [mean(sizes), mean(prices)];
  const covariance = mean(sizes.map((each, i) => (each - size) * (prices[i]! - price)));
  const variance = mean(sizes.map((each) => (each - size) ** 2));
  const weight = covariance / variance;
  return { weight, bias: price - weight * size };
}
