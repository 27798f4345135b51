// The benchmark program: has the chosen workloads measured, and prints what came out.

import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { contestInBrowser } from './launch/browser.ts';
import { contestInNode } from './launch/node.ts';
import { namesOf, readOptions } from './options.ts';
import { Findings } from './output/findings.ts';
import { resultLine, summaryLine } from './output/json.ts';
import { withSection } from './output/markdown.ts';
import { endProgress, progressOf } from './output/progress.ts';
import { alignedText, tableOf } from './output/table.ts';
import type { Report } from './report.ts';
import { workloads } from './workloads/workloads.ts';

const options = readOptions(process.argv);
const names = namesOf(options);
if (names.length === 0) {
  console.error(`No workload matches ${options.only}. There are:`);
  for (const { name } of workloads) console.error(`  ${name}`);
  process.exit(1);
}

const findings = new Findings();
const showProgress = progressOf(names.length);
const tell = (report: Report) => {
  findings.add(report);
  showProgress(report);
  if (options.json && report.kind === 'result') console.log(resultLine(report, findings.engine));
};
const { threads, quick: isQuick, cpu: withCpu } = options;
const request = { names, threads, isQuick, withCpu };
try {
  if (options.browser) await contestInBrowser(request, tell);
  else await contestInNode(request, options.node, tell);
} catch (error) {
  endProgress();
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
endProgress();

const table = tableOf(findings);
if (options.json) console.log(summaryLine(findings));
else if (findings.results.length > 0) console.log(alignedText(table));
if (options.write && findings.results.length > 0) {
  const file = fileURLToPath(new URL('../RESULTS.md', import.meta.url));
  const before = existsSync(file) ? readFileSync(file, 'utf8') : '';
  writeFileSync(file, withSection(before, findings, threads, table));
  console.error('Wrote apps/benchmarks/RESULTS.md.');
}
if (findings.hasErrors) process.exitCode = 1;
