import { YourTurn } from '../../kit/exercise.ts';

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
  throw new YourTurn(`compute the rate of step ${step} with ${plan.rise} steps up and ${plan.fall} down`);
}
