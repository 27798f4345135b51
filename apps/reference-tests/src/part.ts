// What the program is made of: parts that run one after the other, and report.

import type { Outcome } from './compare/outcome.ts';
import type { Setting } from './setting.ts';

/** Told about each step of a part. */
export type Progress = (done: number, total: number, what: string) => void;

/** What came of a part. */
export interface PartReport {
  /** Comparisons made. */
  readonly cases: number;
  readonly failed: number;
  /** Comparisons of outputs and gradients, for the tables. */
  readonly outcomes?: readonly Outcome[];
  /** Specs of TensorFlow.js that ran against Cambium. */
  readonly specs?: { readonly passed: number; readonly failed: number; readonly skipped: number };
  /** Whole models that agreed. */
  readonly models?: number;
  /** Failures that are no outcomes. */
  readonly lines?: readonly string[];
  /** What the page of the documentation says about the part, in Markdown. */
  readonly blocks?: readonly string[];
}

/** The report of comparisons. */
export function reportOf(outcomes: readonly Outcome[]): PartReport {
  const failed = outcomes.filter(({ failure }) => failure !== null).length;
  return { cases: outcomes.length, failed, outcomes };
}

/** A part of the program. */
export interface Part {
  readonly name: string;
  readonly run: (setting: Setting, progress: Progress) => Promise<PartReport>;
}
