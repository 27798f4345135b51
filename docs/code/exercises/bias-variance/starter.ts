// From three errors to the thing to work on.

import { YourTurn } from '../../kit/exercise.ts';

/** Shares of wrong answers. */
export interface Errors {
  readonly train: number;
  readonly validation: number;
  /** The least that is possible. */
  readonly optimal: number;
}

/** What keeps a model from being better. */
export interface Analysis {
  /** What a better fit to the training set would win, not below 0. */
  readonly bias: number;
  /** What generalising better would win, not below 0. */
  readonly variance: number;
  /** The greater of the two, or `'neither'` if both are at most one percent. */
  readonly problem: 'bias' | 'variance' | 'neither';
}

/** Splits the validation error into what is unavoidable, bias and variance. */
export function analyse({ train, validation, optimal }: Errors): Analysis {
  throw new YourTurn(`which differences of ${optimal}, ${train} and ${validation} are bias and variance`);
}
