// The command line of the reference program.

import { availableParallelism } from 'node:os';
import { Command, InvalidArgumentError, Option } from 'commander';
import type { Setting } from './setting.ts';

/** What the command line asks for. */
export interface Options {
  readonly only: string;
  /** Backends to run on; all unless given. */
  readonly backend?: readonly ('cpu' | 'wasm')[];
  /** Thread counts of the WebAssembly backend; one, and one for each core, unless given. */
  readonly threads?: readonly number[];
  readonly browser: boolean;
  readonly quick: boolean;
  readonly json: boolean;
  readonly write: boolean;
}

/** Reads the command line. */
export function optionsOf(argv: readonly string[]): Options {
  return new Command('reference')
    .description('Compares outputs and gradients of ops, layers, losses and optimizers with TensorFlow.js.')
    .option('--only <regex>', 'what has a matching name', pattern, '')
    .addOption(
      new Option('--backend <names...>', 'the backends to test (default: both)').choices(['cpu', 'wasm']),
    )
    .option('--threads <counts...>', 'thread counts of wasm (default: one, and one for each core)', count)
    .option('--browser', 'run in Chromium, too (CHROMIUM=/path picks one)', false)
    .option('--quick', 'a sample that covers everything', false)
    .option('--json', 'a JSON summary as the last line', false)
    .option('--write', 'write the pages of docs/', false)
    .parse([...argv])
    .opts<Options>();
}

/** The runs that the options stand for. */
export function settingsOf({
  backend = ['cpu', 'wasm'],
  only,
  quick,
  browser,
  ...given
}: Options): Setting[] {
  const threads = given.threads ?? [1, Math.max(2, availableParallelism())];
  const environments = browser ? (['node', 'chromium'] as const) : (['node'] as const);
  return environments.flatMap((environment) =>
    backend.flatMap((name) =>
      (name === 'wasm' ? [...new Set(threads)] : [1]).map(
        (number): Setting => ({
          environment,
          backend: name,
          threads: number,
          only,
          quick,
        }),
      ),
    ),
  );
}

function pattern(text: string): string {
  try {
    new RegExp(text);
    return text;
  } catch (error) {
    throw new InvalidArgumentError(String(error));
  }
}

function count(text: string, before: readonly number[] = []): readonly number[] {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 1)
    throw new InvalidArgumentError('Thread counts are integers ≥ 1.');
  return [...before, number];
}
