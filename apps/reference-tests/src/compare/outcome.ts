// What came of a comparison. Outcomes travel from pages and processes: they are plain data.

import type { Group } from './comparison.ts';

/** What came of one output, or of the gradient by one input. */
export interface Outcome {
  readonly group: Group;
  readonly subject: string;
  readonly pass: 'forward' | 'gradient';
  /** Largest error, as a multiple of the tolerance. */
  readonly error: number;
  /** Largest error in units of the last place of float32. */
  readonly ulp: number;
  /** What the result was held against. */
  readonly decidedBy: 'tfjs' | 'reference';
  /** Why TensorFlow.js would not count here if it differed; given in advance, or what it threw. */
  readonly reason?: string;
  /** Why it failed, with code that reproduces it; `null` if it did not. */
  readonly failure: string | null;
}
