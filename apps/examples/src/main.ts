// Runs examples: `pnpm example shapes`, or lists them.

import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { reportPage } from '@cambium/plot';
import { init, seed, TensorError } from 'cambium';
import { writeFileAtomically } from 'cambium/node';
import { Command, InvalidArgumentError } from 'commander';
import { examples } from './examples.ts';
import { shown } from './results/pages.ts';

interface Options {
  readonly seed: number;
  readonly quick: boolean;
  readonly threads: number | 'auto';
  readonly out: string;
  readonly json: boolean;
}

const program = new Command('example')
  .description('Runs an example and writes a report with pictures; without a name it lists them.')
  .argument('[name]', 'which one')
  .option('--seed <n>', 'seed of everything random', wholeNumber, 0)
  .option('--quick', 'a short run, to see that it works', false)
  .option(
    '--threads <n>',
    'threads, or auto',
    (text) => (text === 'auto' ? text : wholeNumber(text)),
    'auto' as const,
  )
  .option('--out <folder>', 'where to write the report', 'out')
  .option('--json', 'print the results as JSON in the last line', false)
  .parse();

function wholeNumber(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 0) throw new InvalidArgumentError('expected an integer ≥ 0.');
  return value;
}

async function main(name: string | undefined, options: Options): Promise<void> {
  if (name === undefined) {
    for (const [each, load] of Object.entries(examples)) {
      const { description, course } = await load();
      console.log(`${each.padEnd(18)} ${description} (course part ${course})`);
    }
    return;
  }
  const load = examples[name];
  if (load === undefined)
    throw new TensorError(
      'example',
      'value',
      `there is no example '${name}'. There are ${Object.keys(examples).join(', ')}.`,
    );
  const example = await load();
  // Node 20 has fused multiply-add behind a flag; later ones take no notice of it.
  setFlagsFromString('--experimental-wasm-relaxed-simd');
  await init({ threads: options.threads });
  seed(options.seed);
  console.log(`${example.title}: ${example.description}`);
  const start = performance.now();
  const { numbers, sections } = await example.run({ seed: options.seed, isQuick: options.quick });
  const seconds = (performance.now() - start) / 1000;
  await mkdir(options.out, { recursive: true });
  const file = join(options.out, `${name}.html`);
  const table = [['result', 'value'], ...Object.entries(numbers).map(([key, value]) => [key, shown(value)])];
  const introduction = { text: `${example.description} Course part ${example.course}.`, table };
  await writeFileAtomically(
    file,
    await reportPage({ title: example.title, sections: [introduction, ...sections] }),
  );
  for (const [key, value] of Object.entries(numbers)) console.log(`${key}: ${shown(value)}`);
  console.log(`The report is ${file} (${seconds.toFixed(0)} s).`);
  if (options.json) console.log(JSON.stringify({ example: name, seconds, ...numbers }));
}

try {
  await main(program.args[0], program.opts<Options>());
} catch (error) {
  if (!(error instanceof TensorError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
