/** A schedule in two pieces. */
export interface Plan {
  /** The greatest learning rate. */
  readonly peak: number;
  /** Steps of the linear rise: the first has the rate peak / rise, the last the peak. */
  readonly rise: number;
  /** Steps of the fall along half a cosine, from the peak at its first step to 0; then the rate stays 0. */
  readonly fall: number;
}

/** The learning rate of a step, which counts from 0. */
export function learningRate(step: number, plan: Plan): number {
  const { peak, rise, fall } = plan;
  if (step < rise) return (peak * (step + 1)) / rise;
  const done = Math.min((step - rise) / fall, 1);
  return (peak * (1 + Math.cos(Math.PI * done))) / 2;
}
