// The outcomes as a table by op, a list of failures, and a summary for programs.

import type { Outcome } from './outcome.ts';

/** Counts of one op, or of all. */
export interface Counts {
  passed: number;
  failed: number;
  unsupported: number;
}

/** The last line of `--json`. */
export interface Summary extends Counts {
  readonly byOp: { readonly [op: string]: Counts & { readonly largestError: number | 'Infinity' } };
}

/** Counts in all and by op; an op is named with its file: `ops/unary abs`. */
export function summarize(outcomes: readonly Outcome[]): Summary {
  const groups = byOp(outcomes);
  const entries = [...groups].map(([op, own]) => {
    const error = worst(own);
    // JSON has no infinity.
    return [op, { ...count(own), largestError: Number.isFinite(error) ? error : 'Infinity' }] as const;
  });
  return { ...count(outcomes), byOp: Object.fromEntries(entries) };
}

/** Lines of the table: an op each, with its reasons below, and counts by file in the end. */
export function tableOf(outcomes: readonly Outcome[]): string[] {
  const lines = [row('op', 'passed', 'failed', 'unsupported', 'largest error')];
  for (const [op, own] of byOp(outcomes)) {
    const { passed, failed, unsupported } = count(own);
    const error = passed + failed === 0 ? '–' : worst(own).toPrecision(2);
    lines.push(row(op, passed, failed, unsupported, error));
    const reasons = own.filter(({ status }) => status === 'unsupported').flatMap(({ notes }) => notes);
    for (const [reason, times] of tally(reasons)) lines.push(`    ${times} unsupported: ${reason}`);
    for (const [remark, times] of tally(own.flatMap(({ remarks }) => remarks))) {
      lines.push(`    ${times} with ${remark}`);
    }
  }
  lines.push('', row('file', 'passed', 'failed', 'unsupported', 'largest error'));
  for (const [file, own] of grouped(outcomes, (outcome) => outcome.file)) {
    const { passed, failed, unsupported } = count(own);
    lines.push(row(file, passed, failed, unsupported, worst(own).toPrecision(2)));
  }
  return lines;
}

/** One block a failed case: its id and where it differs. */
export function failuresOf(outcomes: readonly Outcome[]): string[] {
  const failed = outcomes.filter(({ status }) => status === 'failed');
  return failed.map(({ id, notes }) => [id, ...notes.map((note) => `    ${note}`)].join('\n'));
}

function row(name: string, ...cells: readonly (string | number)[]): string {
  return name.padEnd(52) + cells.map((cell) => String(cell).padStart(14)).join('');
}

function byOp(outcomes: readonly Outcome[]): Map<string, Outcome[]> {
  return grouped(outcomes, ({ file, op }) => `${file} ${op}`);
}

function grouped(outcomes: readonly Outcome[], key: (outcome: Outcome) => string): Map<string, Outcome[]> {
  const groups = new Map<string, Outcome[]>();
  for (const outcome of outcomes) {
    const name = key(outcome);
    const group = groups.get(name) ?? [];
    groups.set(name, group);
    group.push(outcome);
  }
  return groups;
}

function count(outcomes: readonly Outcome[]): Counts {
  const counts: Counts = { passed: 0, failed: 0, unsupported: 0 };
  for (const { status } of outcomes) counts[status]++;
  return counts;
}

function worst(outcomes: readonly Outcome[]): number {
  return outcomes.reduce((most, { error }) => Math.max(most, error), 0);
}

function tally(names: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return counts;
}
