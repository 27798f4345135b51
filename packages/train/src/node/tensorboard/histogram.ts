// How often values fall into which range.

/** Counts of values in ranges of equal width. */
export interface Histogram {
  readonly min: number;
  readonly max: number;
  readonly count: number;
  readonly sum: number;
  readonly sumOfSquares: number;
  /** Upper ends of the ranges. */
  readonly limits: readonly number[];
  /** Values in each range. */
  readonly counts: readonly number[];
}

/** Counts finite values; `null` if there are none. The greatest value belongs to the last range. */
export function histogramOf(values: ArrayLike<number>, ranges = 30): Histogram | null {
  let [min, max, count, sum, sumOfSquares] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0, 0, 0];
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (!Number.isFinite(value)) continue;
    min = Math.min(min, value);
    max = Math.max(max, value);
    count++;
    sum += value;
    sumOfSquares += value ** 2;
  }
  if (count === 0) return null;
  const number = min === max ? 1 : ranges;
  const width = (max - min) / number;
  const counts = new Array<number>(number).fill(0);
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (!Number.isFinite(value)) continue;
    const range = width === 0 ? 0 : Math.min(number - 1, Math.floor((value - min) / width));
    counts[range] = counts[range]! + 1;
  }
  const limits = counts.map((_, i) => (i === number - 1 ? max : min + (i + 1) * width));
  return { min, max, count, sum, sumOfSquares, limits, counts };
}
