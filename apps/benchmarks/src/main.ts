// The benchmark program: picks workloads, measures, prints a table or JSON lines.

import * as tf from '@tensorflow/tfjs';
import { init } from 'cambium';
import { Command } from 'commander';
import { type Budget, measure, type Result, type Workload } from './measure.ts';
import { add4, squareMatmul } from './workloads/elementary.ts';
import { trainLeNet } from './workloads/train-lenet.ts';

const workloads: readonly Workload[] = [
  add4,
  squareMatmul(64),
  squareMatmul(256),
  squareMatmul(512),
  trainLeNet,
];

interface Options {
  readonly only?: string;
  readonly quick: boolean;
  readonly json: boolean;
}

const options = new Command('bench')
  .description('Times Cambium and its peers at the same work, in turns, in one process.')
  .option('--only <regex>', 'workloads whose name matches')
  .option('--quick', 'fewer samples', false)
  .option('--json', 'a JSON line for each result and a summary line', false)
  .parse()
  .opts<Options>();

const budget: Budget = options.quick ? { milliseconds: 500, samples: 3 } : { milliseconds: 3000, samples: 9 };
const chosen = workloads.filter(
  ({ name }) => options.only === undefined || new RegExp(options.only).test(name),
);
if (chosen.length === 0) {
  console.error(
    `No workload matches ${options.only}; there are ${workloads.map(({ name }) => name).join(', ')}.`,
  );
  process.exit(1);
}

await init({ backend: 'cpu' });
await tf.setBackend('cpu');
await tf.ready();

const results: Result[] = [];
for (const workload of chosen) {
  process.stderr.write(`${workload.name} …\n`);
  const measured = await measure(workload, budget);
  results.push(...measured);
  if (options.json) {
    const node = process.versions.node;
    for (const result of measured) console.log(JSON.stringify({ ...result, threads: 1, node }));
  }
}
if (options.json) console.log(JSON.stringify({ summary: ratios(results) }));
else console.log(table(results));

/** For each workload, how many times faster Cambium is than the best peer. */
function ratios(all: readonly Result[]): Record<string, number> {
  const summary: Record<string, number> = {};
  for (const { name } of all) {
    const times = all.filter((result) => result.name === name);
    const best = (ours: boolean) =>
      Math.min(...times.filter(({ lib }) => lib.startsWith('cambium') === ours).map(({ ms }) => ms));
    summary[name] = Number((best(false) / best(true)).toPrecision(3));
  }
  return summary;
}

function table(all: readonly Result[]): string {
  const faster = ratios(all);
  const rows = all.map(({ name, lib, ms }) => {
    const note = lib.startsWith('cambium') ? `  ${faster[name]}× the best peer` : '';
    return `${name.padEnd(18)}${lib.padEnd(14)}${ms.toPrecision(4).padStart(12)} ms${note}`;
  });
  return rows.join('\n');
}
