// Running the objective: a module in worker threads, or a function in this thread.

import { availableParallelism } from 'node:os';
import { pathToFileURL } from 'node:url';
import { TensorError } from '@cambium/tensor';
import type { Space } from './space.ts';
import type { Trial } from './strategy.ts';
import { callInThread } from './thread.ts';

/** What a search makes small or great: gets a trial, gives a number. A module exports it as its default. */
export type Objective<S extends Space = Space> = (trial: Trial<S>) => number | Promise<number>;

/** Runs a trial as soon as there is room for it. */
export type ObjectiveRunner<S extends Space> = (trial: Trial<S>) => Promise<unknown>;

/** Options of {@link objectiveRunner}. */
export interface RunnerOptions {
  readonly threads?: number | undefined;
  readonly signal: AbortSignal;
}

/** A function runs trials one after the other; a module runs each in a fresh thread, so that none sees another. */
export function objectiveRunner<S extends Space>(
  objective: URL | string | Objective<S>,
  { threads, signal }: RunnerOptions,
): ObjectiveRunner<S> {
  const isFunction = typeof objective === 'function';
  const limit = threads ?? (isFunction ? 1 : availableParallelism());
  if (!Number.isInteger(limit) || limit < 1)
    throw new TensorError('search', 'value', `threads is an integer ≥ 1, got ${limit}.`);
  if (isFunction && limit !== 1) {
    const fix = 'Give the address of a module that exports it as its default: new URL(…, import.meta.url).';
    throw new TensorError(
      'search',
      'value',
      `a function runs in this thread alone, got threads ${limit}. ${fix}`,
    );
  }
  const call = isFunction
    ? async (trial: Trial<S>) => objective(trial)
    : (trial: Trial<S>) => callInThread(addressOf(objective), trial, signal);
  return limited(limit, (trial) => {
    signal.throwIfAborted();
    return call(trial);
  });
}

/** The module as a URL; a path is taken from the working directory. */
function addressOf(module: URL | string): string {
  // a drive letter is no scheme
  return module instanceof URL || /^\w[\w+.-]+:/.test(module) ? String(module) : pathToFileURL(module).href;
}

/** Lets at most `limit` calls run at a time; the others wait their turn. */
function limited<Input>(
  limit: number,
  call: (input: Input) => Promise<unknown>,
): (input: Input) => Promise<unknown> {
  const waiting: (() => void)[] = [];
  let running = 0;
  return async (input) => {
    if (running === limit) await new Promise<void>((resolve) => waiting.push(resolve));
    else running++;
    try {
      return await call(input);
    } finally {
      // who waits takes over the place
      const next = waiting.shift();
      if (next === undefined) running--;
      else next();
    }
  };
}
