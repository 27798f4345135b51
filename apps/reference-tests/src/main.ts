// The reference program: Cambium beside TensorFlow.js, on every backend, in Node and in Chromium.

import { SingleBar } from 'cli-progress';
import { models } from './models/part.ts';
import { type Options, optionsOf, settingsOf } from './options.ts';
import type { Part, Progress } from './part.ts';
import { failuresOf, summaryLine } from './report/failures.ts';
import { jsonLine, type Run, totalsOf } from './report/run.ts';
import { tableOf } from './report/table.ts';
import { writePages } from './report/write.ts';
import { bringUp, labelOf, type Setting } from './setting.ts';
import { sideBySide } from './side-by-side.ts';
import { specs } from './specs/part.ts';

/** What runs for each setting in Node, one part after the other. */
const parts: readonly Part[] = [sideBySide, specs, models];

const options = optionsOf(process.argv);
const runs: Run[] = [];
for (const setting of settingsOf(options)) runs.push(...(await run(setting)));
report(runs, options);
const { cases, failed, tfjsSpecs } = totalsOf(runs);
if (cases === 0 || failed > 0 || tfjsSpecs.failed > 0) process.exitCode = 1;
// Some of the libraries leave workers behind.
process.stdout.write('', () => process.exit());

async function run(setting: Setting): Promise<Run[]> {
  if (setting.environment === 'chromium') {
    const { runInBrowser } = await import('./launch/browser.ts');
    return [
      {
        setting,
        part: sideBySide.name,
        report: await withBar(setting, (progress) => runInBrowser(setting, progress)),
      },
    ];
  }
  const backend = await bringUp(setting);
  const done: Run[] = [];
  for (const part of parts) {
    done.push({
      setting,
      part: part.name,
      report: await withBar(setting, (progress) => part.run(setting, progress)),
    });
  }
  backend.dispose();
  return done;
}

async function withBar<T>(setting: Setting, work: (progress: Progress) => Promise<T>): Promise<T> {
  const bar = new SingleBar({
    format: `{bar} {value}/{total}  ${labelOf(setting)}  {what}`,
    stream: process.stderr,
    clearOnComplete: true,
  });
  bar.start(1, 0, { what: '' });
  try {
    return await work((done, total, what) => {
      bar.setTotal(total);
      bar.update(done, { what });
    });
  } finally {
    bar.stop();
  }
}

function report(done: readonly Run[], { json, write }: Options): void {
  for (const line of tableOf(done)) console.log(line);
  for (const failure of failuresOf(done)) console.error(`\n${failure}`);
  console.log(`\n${summaryLine(done)}`);
  if (write) for (const file of writePages(done)) console.log(`wrote ${file}`);
  if (json) console.log(jsonLine(done));
}
