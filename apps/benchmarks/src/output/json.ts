// Lines of JSON for programs: one a result, and a summary at the end.

import type { Engine, Result } from '../report.ts';
import type { Findings } from './findings.ts';

/** One result: library, workload, milliseconds, threads, engine. */
export function resultLine({ lib, name, ms, threads }: Result, engine: Engine): string {
  const { node = null, browser } = engine;
  return JSON.stringify({ lib, name, ms, threads, node, ...(browser === undefined ? {} : { browser }) });
}

/** How many times faster Cambium is than the best peer, by workload; the ceiling; what went wrong. */
export function summaryLine(findings: Findings): string {
  const summary = Object.fromEntries(
    findings.names.flatMap((name) => {
      const ratio = findings.ratio(name);
      return ratio === undefined ? [] : [[name, Number(ratio.toPrecision(3))]];
    }),
  );
  return JSON.stringify({
    summary,
    ceiling: findings.ceiling && {
      gflops: Number(findings.ceiling.gflops.toPrecision(3)),
      isFused: findings.ceiling.isFused,
    },
    problems: [
      ...[...findings.failures].map(([lib, reason]) => ({ lib, reason })),
      ...findings.absences
        .filter(({ isError }) => isError)
        .map(({ lib, name, reason }) => ({ lib, name, reason })),
    ],
  });
}
