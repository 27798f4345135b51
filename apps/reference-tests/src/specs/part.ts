// TensorFlow.js' own specs as a part of the reference program: in every setting in Node.

import { setTimeout } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { Part } from '../part.ts';
import { escaped } from '../report/markdown.ts';
import { runSpecs, type SpecReport } from './index.ts';
import { reasonsOf, rowsOf } from './report.ts';

/** The part of the program. */
export const specs: Part = {
  name: "TensorFlow.js' own specs",
  run: async ({ only }, progress) => {
    await collectGarbage();
    const report = await runSpecs({
      ...(only === '' ? {} : { only: new RegExp(only) }),
      onProgress: progress,
    });
    const { passed, failed, skipped } = report;
    const lines = report.failures.map(
      ({ spec, message }) => `${spec}\n  ${message.replaceAll('\n', '\n  ')}`,
    );
    return { cases: 0, failed: 0, specs: { passed, failed, skipped }, lines, blocks: blocksOf(report) };
  },
};

function blocksOf(report: SpecReport): string[] {
  const reasons = reasonsOf(report).map(([reason, times]) => `| ${escaped(reason)} | ${times} |`);
  const rows = rowsOf(report).map(
    ([file, counts]) => `| ${escaped(file)} | ${counts.passed} | ${counts.failed} | ${counts.skipped} |`,
  );
  return [
    "## TensorFlow.js' own specs",
    `The specs that ship in @tensorflow/tfjs-core, unmodified, with Cambium in place of TensorFlow.js: ${report.passed} pass, ${report.failed} fail, ${report.skipped} are skipped, for these reasons.`,
    ['| reason | specs |', '|---|---:|', ...reasons].join('\n'),
    ['| file | passed | failed | skipped |', '|---|---:|---:|---:|', ...rows].join('\n'),
  ];
}

/** Tensors that other parts left to the collector must not vanish while a spec counts those in memory. */
async function collectGarbage(): Promise<void> {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
  await setTimeout(10);
}
