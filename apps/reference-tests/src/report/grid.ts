// Outcomes as a grid: a row for each subject, and in each setting the worst of its outputs and of its gradients.

import type { Group } from '../compare/comparison.ts';
import type { Outcome } from '../compare/outcome.ts';
import { labelOf, type Setting } from '../setting.ts';
import { outcomesOf, type Run } from './run.ts';

/** The outputs, or the gradients, of a subject in a setting. */
export interface Cell {
  readonly cases: number;
  readonly failed: number;
  /** In how many TensorFlow.js did not decide. */
  readonly decided: number;
  /** Largest error as a multiple of the tolerance. */
  readonly error: number;
  /** Largest error in units of the last place; NaN for samples, which are compared by their moments. */
  readonly ulp: number;
}

/** A subject, with its cells in the order of the columns. */
export interface Row {
  readonly group: Group;
  readonly subject: string;
  readonly cells: readonly { readonly forward: Cell; readonly gradient: Cell }[];
}

/** Rows and the headings of their columns. */
export interface Grid {
  readonly columns: readonly string[];
  readonly rows: readonly Row[];
}

/** The grid of all runs. */
export function gridOf(runs: readonly Run[]): Grid {
  const all = outcomesOf(runs);
  const columns = [...new Set(all.map(({ setting }) => labelOf(setting)))];
  const rows = new Map<string, { group: Group; subject: string; outcomes: Map<string, Outcome[]> }>();
  for (const { setting, outcome } of all) {
    const { group, subject, pass } = outcome;
    const key = `${group} ${subject}`;
    const row = rows.get(key) ?? { group, subject, outcomes: new Map<string, Outcome[]>() };
    rows.set(key, row);
    const place = placeOf(setting, pass);
    row.outcomes.set(place, [...(row.outcomes.get(place) ?? []), outcome]);
  }
  const settings = new Map(all.map(({ setting }) => [labelOf(setting), setting]));
  return {
    columns,
    rows: [...rows.values()].map(({ group, subject, outcomes }) => ({
      group,
      subject,
      cells: columns.map((column) => {
        const setting = settings.get(column)!;
        const cell = (pass: Outcome['pass']) => cellOf(outcomes.get(placeOf(setting, pass)) ?? []);
        return { forward: cell('forward'), gradient: cell('gradient') };
      }),
    })),
  };
}

/** A number of units in the last place, short. */
export function shortUlp({ cases, failed, ulp }: Cell): string {
  if (cases === 0) return '–';
  if (failed > 0) return `✗ ${failed} of ${cases}`;
  if (Number.isNaN(ulp)) return 'moments';
  if (ulp === 0) return '0';
  return ulp < 10 ? ulp.toFixed(1) : String(Math.round(ulp));
}

function placeOf(setting: Setting, pass: Outcome['pass']): string {
  return `${labelOf(setting)} ${pass}`;
}

function cellOf(outcomes: readonly Outcome[]): Cell {
  return {
    cases: outcomes.length,
    failed: outcomes.filter(({ failure }) => failure !== null).length,
    decided: outcomes.filter(({ decidedBy }) => decidedBy === 'reference').length,
    error: outcomes.reduce((worst, { error }) => Math.max(worst, error), 0),
    ulp: outcomes.reduce(
      (worst, { ulp }) => Math.max(worst, ulp),
      outcomes.length === 0 ? 0 : Number.NEGATIVE_INFINITY,
    ),
  };
}
