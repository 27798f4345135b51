// The report of the specs as lines of text.

import type { SpecReport } from './index.ts';

/** Failures, then the reasons for skipping with their numbers, then the numbers by op, then the totals. */
export function linesOf(report: SpecReport): string[] {
  const reasons = new Map<string, number>();
  for (const { reason } of report.skips) reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
  const rows = Object.entries(report.byOp).sort(([a], [b]) => a.localeCompare(b));
  return [
    ...report.failures.map(({ spec, message }) => `FAILED ${spec}\n  ${message.replaceAll('\n', '\n  ')}`),
    '',
    ...[...reasons]
      .sort(([, a], [, b]) => b - a)
      .map(([reason, n]) => `${String(n).padStart(5)} skipped: ${reason}`),
    '',
    `${'spec file'.padEnd(48)} passed failed skipped`,
    ...rows.map(([op, { passed, failed, skipped }]) => {
      const numbers = [passed, failed, skipped].map((n) => String(n).padStart(7)).join('');
      return `${op.padEnd(47)}${numbers}`;
    }),
    '',
    `${report.passed} specs passed, ${report.failed} failed, ${report.skipped} skipped`,
  ];
}
