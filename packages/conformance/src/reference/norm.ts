// Normalisation of a list of numbers by its definition, and the gradient by the whole Jacobian.

/** Mean and biased variance. */
export function momentsOf(list: readonly number[]): { mean: number; variance: number } {
  const average = (values: readonly number[]) =>
    values.reduce((total, value) => total + value, 0) / values.length;
  const mean = average(list);
  return { mean, variance: average(list.map((x) => (x - mean) ** 2)) };
}

/** `(x − mean) / √(variance + epsilon)`. */
export function standardized(list: readonly number[], epsilon: number): number[] {
  const { mean, variance } = momentsOf(list);
  return list.map((x) => (x - mean) / Math.sqrt(variance + epsilon));
}

/** `Σⱼ gⱼ ∂yⱼ/∂xᵢ` for the standardized list y, with `∂yⱼ/∂xᵢ = (δᵢⱼ − 1/n − yᵢ yⱼ / n) / √(variance + epsilon)`. */
export function standardizedGrad(list: readonly number[], g: readonly number[], epsilon: number): number[] {
  const y = standardized(list, epsilon);
  const deviation = Math.sqrt(momentsOf(list).variance + epsilon);
  return list.map((_, i) =>
    g.reduce((total, gj, j) => {
      const derivative = (Number(i === j) - (1 + y[i]! * y[j]!) / list.length) / deviation;
      return total + gj * derivative;
    }, 0),
  );
}
