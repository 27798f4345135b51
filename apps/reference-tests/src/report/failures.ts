// Failures with the code that shows them again, and the line that sums everything up.

import * as tf from '@tensorflow/tfjs';
import { labelOf } from '../setting.ts';
import { decisionsOf } from './decisions.ts';
import { type Run, totalsOf } from './run.ts';

/** How many failures of a subject are printed; the others are counted. */
const shown = 3;

/** One block a failure. */
export function failuresOf(runs: readonly Run[]): string[] {
  return runs.flatMap(({ setting, report }) => {
    const failed = (report.outcomes ?? []).filter(({ failure }) => failure !== null);
    const subjects = [...new Set(failed.map(({ subject }) => subject))];
    const blocks = subjects.flatMap((name) => {
      const own = failed.filter(({ subject }) => subject === name).map(({ failure }) => failure!);
      const shortest = own.sort((a, b) => a.length - b.length).slice(0, shown);
      const more = own.length > shown ? [`${name}: ${own.length - shown} more failures`] : [];
      return [...shortest, ...more].map((text) => `[${labelOf(setting)}] ${text}`);
    });
    const lines = (report.lines ?? []).map((line) => `[${labelOf(setting)}] ${line}`);
    return [...blocks, ...lines];
  });
}

/** What the comparisons came to. */
export function summaryLine(runs: readonly Run[]): string {
  const { cases, failed, tfjsSpecs, models } = totalsOf(runs);
  const decided = decisionsOf(runs).reduce((sum, { times }) => sum + times, 0);
  return `${cases} comparisons with TensorFlow.js ${tf.version.tfjs}, ${failed} failed; in ${decided} TensorFlow.js did not decide. Of its own specs ${tfjsSpecs.passed} passed, ${tfjsSpecs.failed} failed, ${tfjsSpecs.skipped} were skipped; ${models} whole models agree`;
}
