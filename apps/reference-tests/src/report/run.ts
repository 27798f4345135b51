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
  /** Of the setting in which they went worst. */
  readonly tfjsSpecs: SpecCounts;
  /** Models that agree in every setting. */
  readonly models: number;
}

type SpecCounts = NonNullable<PartReport['specs']>;

/** Adds up the runs. */
export function totalsOf(runs: readonly Run[]): Totals {
  const add = (pick: (run: Run) => number): number => runs.reduce((sum, run) => sum + pick(run), 0);
  const specs = runs.flatMap(({ report }) => report.specs ?? []);
  const models = runs.flatMap(({ report }) => report.models ?? []);
  const worst = (a: SpecCounts, b: SpecCounts): number => b.failed - a.failed || a.passed - b.passed;
  return {
    cases: add(({ report }) => report.cases),
    failed: add(({ report }) => report.failed),
    tfjsSpecs: [...specs].sort(worst)[0] ?? { passed: 0, failed: 0, skipped: 0 },
    models: models.length === 0 ? 0 : Math.min(...models),
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
