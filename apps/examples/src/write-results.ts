// Runs all examples, or those that are named, and writes what came out: results.json, RESULTS.md, the table of the README.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import { writeFileAtomically } from 'cambium/node';
import { Command } from 'commander';
import { examples } from './examples.ts';
import { exampleTable, type MeasuredResult, type MeasuredResults, resultsPage } from './results/pages.ts';

const home = (file: string): string => fileURLToPath(new URL(`../${file}`, import.meta.url));
const files = { results: home('results.json'), page: home('RESULTS.md'), readme: home('README.md') };

const program = new Command('examples:write')
  .description('Runs examples in full and writes their results into the repository.')
  .argument('[names...]', 'which ones; all unless given')
  .option('--tables', 'run nothing, write the pages anew', false)
  .parse();

async function main(names: readonly string[], onlyTables: boolean): Promise<void> {
  const before = await readResults();
  const measured: Record<string, MeasuredResult> = { ...before.examples };
  const chosen = onlyTables ? [] : names.length > 0 ? names : Object.keys(examples);
  for (const name of chosen) {
    measured[name] = await run(name);
    await write({
      date: new Date().toISOString().slice(0, 10),
      machine: `${cpus().length} cores, Node ${process.version.slice(1)}`,
      examples: Object.fromEntries(
        Object.keys(examples).flatMap((each) =>
          measured[each] === undefined ? [] : [[each, measured[each]]],
        ),
      ),
    });
  }
  if (chosen.length === 0) await write(before);
}

/** Runs one in a process of its own; its last line is JSON. */
async function run(name: string): Promise<MeasuredResult> {
  const args = ['--enable-source-maps', home('dist/main.js'), name, '--json', '--seed', '0'];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const closed = once(child, 'close');
  let output = '';
  for await (const piece of child.stdout) {
    output += piece;
    process.stdout.write(piece);
  }
  const [code, signal] = (await closed) as [number | null, string | null];
  if (code !== 0) throw new Error(`The example ${name} ended with ${code ?? signal}.`);
  const {
    example: _,
    seconds,
    ...numbers
  } = JSON.parse(output.trim().split('\n').at(-1)!) as {
    example: string;
    seconds: number;
  };
  return { seconds: Math.round(seconds), numbers };
}

async function readResults(): Promise<MeasuredResults> {
  return JSON.parse(await readFile(files.results, 'utf8')) as MeasuredResults;
}

async function write(results: MeasuredResults): Promise<void> {
  await writeFileAtomically(files.results, `${JSON.stringify(results, null, 2)}\n`);
  await writeFileAtomically(files.page, await resultsPage(results));
  const readme = await readFile(files.readme, 'utf8');
  const table = await exampleTable();
  const place = /(<!-- examples -->)[\s\S]*(<!-- end of examples -->)/;
  await writeFileAtomically(
    files.readme,
    readme.replace(place, (_, begin: string, end: string) => `${begin}\n${table}\n${end}`),
  );
}

await main(program.args, program.opts<{ tables: boolean }>().tables);
