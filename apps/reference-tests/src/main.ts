// The reference program: every op that TensorFlow.js has, outputs and gradients, side by side.

import * as tf from '@tensorflow/tfjs';
import { HostRandom, init, type OpName, opTable } from 'cambium';
import { SingleBar } from 'cli-progress';
import { Command } from 'commander';
import { compareCase, type Outcome } from './compare.ts';
import type { Counterpart, Counterparts } from './counterpart.ts';
import { axes } from './ops/axes.ts';
import { elementwise } from './ops/elementwise.ts';
import { movement } from './ops/movement.ts';
import { network } from './ops/network.ts';

const counterparts: Counterparts = { ...elementwise, ...axes, ...movement, ...network };

interface Options {
  readonly only?: string;
  readonly backend: 'cpu';
  readonly json: boolean;
}

const options = new Command('reference')
  .description('Compares outputs and gradients of every op with TensorFlow.js.')
  .option('--only <regex>', 'ops whose name matches')
  .option('--backend <name>', 'the backend to test', 'cpu')
  .option('--json', 'a JSON summary as the last line', false)
  .parse()
  .opts<Options>();

await init({ backend: options.backend });
await tf.setBackend('cpu');
await tf.ready();

const names = (Object.keys(opTable) as OpName[]).filter((name) => new RegExp(options.only ?? '').test(name));
const all = compareAll(names);
const outcomes = all.filter(({ refusal }) => refusal === undefined);
const refused = all.filter(({ refusal }) => refusal !== undefined);
const failures = outcomes.filter(({ failure }) => failure !== null);
printTable(names, outcomes);
for (const op of names) {
  const deviation = counterparts[op]?.deviation;
  if (deviation !== undefined) console.log(`not compared for ${op}: ${deviation}`);
}
for (const { op, refusal } of refused) console.log(`TensorFlow.js refuses the gradient of ${op}: ${refusal}`);
for (const { failure } of failures) console.error(`\n${failure}`);
console.log(
  `\n${outcomes.length} comparisons with TensorFlow.js ${tf.version.tfjs}, ${failures.length} failed; ${refused.length} gradients that TensorFlow.js cannot compute`,
);
if (options.json) console.log(JSON.stringify({ cases: outcomes.length, failed: failures.length }));
if (failures.length > 0 || outcomes.length === 0) process.exitCode = 1;

function compareAll(ops: readonly OpName[]): Outcome[] {
  const bar = new SingleBar({
    format: '{bar} {value}/{total} ops  {op}',
    stream: process.stderr,
    clearOnComplete: true,
  });
  bar.start(ops.length, 0, { op: '' });
  const found: Outcome[] = [];
  for (const op of ops) {
    bar.increment(1, { op });
    const counterpart = counterparts[op] as Counterpart<OpName> | undefined;
    const random = new HostRandom(17);
    for (const each of counterpart?.cases ?? []) found.push(...compareCase(op, counterpart!, each, random));
  }
  bar.stop();
  return found;
}

/** For each op the number of comparisons and the largest error, as a multiple of the op's tolerance. */
function printTable(ops: readonly OpName[], compared: readonly Outcome[]): void {
  console.log(`${'op'.padEnd(18)}${'forward'.padStart(22)}${'gradient'.padStart(22)}`);
  for (const op of ops) {
    if (counterparts[op] === undefined) {
      console.log(`${op.padEnd(18)}${'not in TensorFlow.js'.padStart(22)}`);
      continue;
    }
    const cell = (pass: Outcome['pass']): string => {
      const own = compared.filter((outcome) => outcome.op === op && outcome.pass === pass);
      if (own.length === 0) return '–';
      const worst = Math.max(...own.map(({ error }) => error));
      return `${own.length} cases, ${worst.toPrecision(2)}${own.some(({ failure }) => failure !== null) ? ' FAILED' : ''}`;
    };
    console.log(`${op.padEnd(18)}${cell('forward').padStart(22)}${cell('gradient').padStart(22)}`);
  }
}
