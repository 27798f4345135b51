// The models program: whole models beside TensorFlow.js, by itself.

import { init } from 'cambium';
import { SingleBar } from 'cli-progress';
import { Command, Option } from 'commander';
import { runModels } from './index.ts';

interface Options {
  readonly only?: string;
  readonly backend: 'cpu' | 'wasm';
}

const options = new Command('models')
  .description('Loads and trains whole models in Cambium and in TensorFlow.js, and compares them.')
  .option('--only <regex>', 'models whose name matches')
  .addOption(new Option('--backend <name>', 'the backend to test').choices(['cpu', 'wasm']).default('wasm'))
  .parse()
  .opts<Options>();

await init({ backend: options.backend });
const bar = new SingleBar({
  format: '{bar} {value}/{total}  {name}',
  stream: process.stderr,
  clearOnComplete: true,
});
let isRunning = false;
const { models, outcomes } = await runModels({
  ...(options.only === undefined ? {} : { only: new RegExp(options.only) }),
  onProgress: (done, total, name) => {
    if (!isRunning) bar.start(total, 0, { name });
    isRunning = true;
    bar.update(done, { name });
  },
});
bar.stop();
for (const { name, error, failure } of outcomes)
  console.log(`${failure === null ? 'ok    ' : 'FAILED'} ${error.toExponential(1).padStart(8)}  ${name}`);
const failures = outcomes.filter(({ failure }) => failure !== null);
for (const { failure } of failures) console.error(`\n${failure}`);
console.log(`\n${models} models on ${options.backend}, ${failures.length} failed`);
if (failures.length > 0 || models === 0) process.exitCode = 1;
