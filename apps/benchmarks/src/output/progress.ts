// Progress on the standard error: which workload, how many, who is at it.

import type { Report } from '../report.ts';

/** Shows reports as they come; on a terminal in one line that changes. */
export function progressOf(total: number): (report: Report) => void {
  const isTerminal = process.stderr.isTTY === true;
  let workload = '';
  const show = (text: string) => process.stderr.write(isTerminal ? `\r\x1b[K${text}` : `${text}\n`);
  return (report) => {
    if (report.kind === 'peer' && report.failure !== undefined) {
      show(`${report.lib} did not come up: ${report.failure}\n`);
    } else if (report.kind === 'peer') {
      if (isTerminal) show(`${report.lib} is up`);
    } else if (report.kind === 'workload') {
      workload = `[${report.index + 1}/${total}] ${report.name}`;
      show(`${workload} …`);
    } else if (report.kind === 'measuring') {
      if (isTerminal) show(`${workload}, ${report.lib} …`);
    } else if (report.kind === 'absent' && report.isError) {
      show(`${workload}: ${report.lib} is left out: ${report.reason}\n`);
    }
  };
}

/** Clears the line that changes. */
export function endProgress(): void {
  if (process.stderr.isTTY) process.stderr.write('\r\x1b[K');
}
