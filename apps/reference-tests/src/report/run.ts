// Reports of parts in their settings, and what they come to in all.

import type { Outcome } from '../compare/outcome.ts';
import type { PartReport } from '../part.ts';
import type { Setting } from '../setting.ts';

/** A part that has run in a setting. */
export interface Run {
  readonly setting: Setting;
  readonly part: string;
  readonly report: PartReport;
}

/** Counts of all runs. */
export interface Totals {
  readonly cases: number;
  readonly failed: number;
  readonly tfjsSpecs: { readonly passed: number; readonly failed: number; readonly skipped: number };
  readonly models: number;
}

/** Adds up the runs. */
export function totalsOf(runs: readonly Run[]): Totals {
  const add = (pick: (run: Run) => number | undefined) =>
    runs.reduce((sum, run) => sum + (pick(run) ?? 0), 0);
  return {
    cases: add(({ report }) => report.cases),
    failed: add(({ report }) => report.failed),
    tfjsSpecs: {
      passed: add(({ report }) => report.specs?.passed),
      failed: add(({ report }) => report.specs?.failed),
      skipped: add(({ report }) => report.specs?.skipped),
    },
    models: add(({ report }) => report.models),
  };
}

/** The summary for programs. */
export function jsonLine(runs: readonly Run[]): string {
  return JSON.stringify(totalsOf(runs));
}

/** All outcomes, each with its setting. */
export function outcomesOf(runs: readonly Run[]): { readonly setting: Setting; readonly outcome: Outcome }[] {
  return runs.flatMap(({ setting, report }) =>
    (report.outcomes ?? []).map((outcome) => ({ setting, outcome })),
  );
}
