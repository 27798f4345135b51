// The specs program: TensorFlow.js core's own specs, run against Cambium.

import { init } from 'cambium';
import { SingleBar } from 'cli-progress';
import { Command, Option } from 'commander';
import { runSpecs } from './index.ts';
import { linesOf } from './report.ts';

interface Options {
  readonly only?: string;
  readonly backend: 'wasm' | 'cpu';
  readonly threads?: number;
  readonly skips: boolean;
  readonly json: boolean;
}

const options = new Command('specs')
  .description("Runs TensorFlow.js core's own specs, as installed, against Cambium.")
  .option('--only <regex>', 'specs whose full name matches (ops/conv2d conv2d x=)')
  .addOption(new Option('--backend <name>', 'the backend to test').choices(['wasm', 'cpu']).default('wasm'))
  .addOption(
    new Option('--threads <n>', 'threads of the wasm backend; as many as useful unless given').argParser(
      Number,
    ),
  )
  .option('--no-skips', 'run what the skip list leaves out, too')
  .option('--json', 'the whole report as JSON in the last line', false)
  .parse()
  .opts<Options>();

const { backend, threads } = options;
await init({ backend, ...(threads === undefined ? {} : { threads }) });
const bar = new SingleBar({
  format: '{bar} {value}/{total} specs  {file}',
  stream: process.stderr,
  clearOnComplete: true,
});
const report = await runSpecs({
  ...(options.only === undefined ? {} : { only: new RegExp(options.only) }),
  ...(options.skips ? {} : { skips: [] }),
  onProgress: (done, total, file) => {
    if (done === 1) bar.start(total, 0, { file });
    bar.update(done, { file });
  },
});
bar.stop();
for (const line of linesOf(report)) console.log(line);
if (options.json) console.log(JSON.stringify(report));
if (report.failed > 0 || report.passed === 0) process.exitCode = 1;
