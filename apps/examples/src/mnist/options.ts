// The command line of the main job.

import { Command, InvalidArgumentError, Option } from 'commander';

/** What the user asked for. */
export interface MnistOptions {
  readonly epochs: number;
  readonly batchSize: number;
  readonly learningRate: number;
  readonly backend: 'wasm' | 'cpu';
  readonly threads: number | 'auto';
  readonly seed: number;
  readonly limit?: number;
  readonly resume?: string;
  readonly out: string;
  readonly json: boolean;
}

/** Reads the arguments; prints help or an error and ends the process where they ask for that. */
export function parseOptions(args: readonly string[]): MnistOptions {
  return new Command('mnist')
    .description('Trains LeNet-5 on the 60,000 MNIST images and tests it on the other 10,000.')
    .addOption(new Option('--epochs <n>', 'passes over the training images').default(3).argParser(integer(1)))
    .addOption(new Option('--batch-size <n>', 'images a step').default(64).argParser(integer(1)))
    .addOption(
      new Option('--learning-rate <rate>', 'largest step size of Adam, reached after a tenth of the steps')
        .default(4e-3)
        .argParser(positive),
    )
    .addOption(new Option('--backend <name>', 'where to compute').choices(['wasm', 'cpu']).default('wasm'))
    .addOption(
      new Option('--threads <n>', 'threads of the wasm backend, or auto')
        .default('auto')
        .argParser(threadCount),
    )
    .addOption(new Option('--seed <n>', 'seed of everything random').default(0).argParser(integer(0)))
    .addOption(new Option('--limit <n>', 'use only the first n training images').argParser(integer(1)))
    .addOption(new Option('--resume <file>', 'continue from a checkpoint of an interrupted run'))
    .addOption(
      new Option('--out <folder>', 'where to write model, history, report and checkpoint').default('out'),
    )
    .addOption(
      new Option('--json', 'print one JSON object as the last line of standard output').default(false),
    )
    .parse([...args], { from: 'user' })
    .opts<MnistOptions>();
}

function integer(least: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!Number.isSafeInteger(value) || value < least)
      throw new InvalidArgumentError(`expected an integer ≥ ${least}.`);
    return value;
  };
}

function threadCount(text: string): number | 'auto' {
  return text === 'auto' ? 'auto' : integer(1)(text);
}

function positive(text: string): number {
  const value = Number(text);
  if (!(value > 0 && Number.isFinite(value))) throw new InvalidArgumentError('expected a number > 0.');
  return value;
}
