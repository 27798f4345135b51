// The report of the specs as lines of text.

import type { SpecCounts, SpecReport } from './index.ts';

/** Reasons for skipping with their numbers, the most frequent first. */
export function reasonsOf({ skips }: SpecReport): [reason: string, times: number][] {
  const reasons = new Map<string, number>();
  for (const { reason } of skips) reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
  return [...reasons].sort(([, a], [, b]) => b - a);
}

/** Counts by file, in order. */
export function rowsOf({ byOp }: SpecReport): [file: string, counts: SpecCounts][] {
  return Object.entries(byOp).sort(([a], [b]) => a.localeCompare(b));
}

/** Failures, then the reasons for skipping with their numbers, then the numbers by op, then the totals. */
export function linesOf(report: SpecReport): string[] {
  return [
    ...report.failures.map(({ spec, message }) => `FAILED ${spec}\n  ${message.replaceAll('\n', '\n  ')}`),
    '',
    ...reasonsOf(report).map(([reason, n]) => `${String(n).padStart(5)} skipped: ${reason}`),
    '',
    `${'spec file'.padEnd(48)} passed failed skipped`,
    ...rowsOf(report).map(([op, { passed, failed, skipped }]) => {
      const numbers = [passed, failed, skipped].map((n) => String(n).padStart(7)).join('');
      return `${op.padEnd(47)}${numbers}`;
    }),
    '',
    `${report.passed} specs passed, ${report.failed} failed, ${report.skipped} skipped`,
  ];
}
