// The command line.

import { Command, InvalidArgumentError, Option } from 'commander';
import { workloads } from './workloads/workloads.ts';

/** What the run was asked for. */
export interface Options {
  readonly only?: RegExp;
  readonly quick: boolean;
  readonly threads: number;
  readonly node?: string;
  readonly browser: boolean;
  readonly cpu: boolean;
  readonly json: boolean;
  readonly write: boolean;
}

/** Reads the options; explains and ends the program when they are wrong. */
export function readOptions(args: readonly string[]): Options {
  return new Command('bench')
    .description('Times Cambium and its peers at the same work, in turns, in one process.')
    .option('--only <regex>', 'workloads whose name matches', regex)
    .option('--quick', 'fewer and shorter samples', false)
    .option('--threads <number>', 'threads of Cambium and of those peers that let one choose', count, 1)
    .addOption(
      new Option('--node <major>', 'the version of Node, fetched by npx if it is not this one')
        .choices(['20', '22', '24', '26'])
        .conflicts('browser'),
    )
    .option('--browser', 'in Chromium instead of Node', false)
    .option('--cpu', 'backends in plain JavaScript on the heavy workloads, too', false)
    .option('--json', 'a line of JSON for each result, and a summary line', false)
    .option('--write', 'put the table into RESULTS.md', false)
    .parse(args)
    .opts<Options>();
}

/** Names of the workloads that match. */
export function namesOf({ only }: Options): string[] {
  return workloads.map(({ name }) => name).filter((name) => only === undefined || only.test(name));
}

function regex(text: string): RegExp {
  try {
    return new RegExp(text);
  } catch {
    throw new InvalidArgumentError('It is not a regular expression.');
  }
}

function count(text: string): number {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 1) throw new InvalidArgumentError('It is not a number ≥ 1.');
  return number;
}
