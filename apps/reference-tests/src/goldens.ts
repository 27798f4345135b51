// The goldens program: PyTorch's recorded values replayed through our public functions.

import { fileURLToPath } from 'node:url';
import { SingleBar } from 'cli-progress';
import { Command, Option } from 'commander';
import { replayGoldens } from './goldens/replay.ts';
import { failuresOf, summarize, tableOf } from './goldens/report.ts';

interface Options {
  readonly dir: string;
  readonly only?: string;
  readonly backend: 'wasm' | 'cpu';
  readonly json: boolean;
}

const recorded = fileURLToPath(new URL('../data/goldens/torch', import.meta.url));

const options = new Command('goldens')
  .description('Compares outputs and gradients with values recorded from PyTorch.')
  .option('--dir <directory>', 'a directory of golden files', recorded)
  .option('--only <regex>', 'cases whose id matches (ops/unary/abs/float32/0)')
  .addOption(new Option('--backend <name>', 'the backend to test').choices(['wasm', 'cpu']).default('wasm'))
  .option('--json', 'a JSON summary as the last line', false)
  .parse()
  .opts<Options>();

const bar = new SingleBar({
  format: '{bar} {value}/{total} cases  {op}',
  stream: process.stderr,
  clearOnComplete: true,
});
const outcomes = await replayGoldens({
  directory: options.dir,
  only: new RegExp(options.only ?? ''),
  backend: options.backend,
  onCase: (done, total, { op }) => {
    if (done === 0) bar.start(total, 0, { op });
    bar.update(done, { op });
  },
});
bar.stop();

for (const line of tableOf(outcomes)) console.log(line);
for (const failure of failuresOf(outcomes)) console.error(`\n${failure}`);
const { passed, failed, unsupported, byOp } = summarize(outcomes);
console.log(`\n${passed} cases passed, ${failed} failed, ${unsupported} are unsupported`);
if (options.json) console.log(JSON.stringify({ passed, failed, unsupported, byOp }));
if (failed > 0 || passed === 0) process.exitCode = 1;
