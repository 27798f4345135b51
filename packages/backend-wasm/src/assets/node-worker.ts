// Worker threads of Node.

import { TensorError } from '@cambium/tensor/backend';
import type { Address } from '../module/load.ts';
import type { Assignment } from '../threads/member.ts';
import type { StartWorker } from '../threads/team.ts';
import type { Answer } from '../threads/worker.ts';

interface Thread {
  postMessage(assignment: Assignment): void;
  terminate(): Promise<number>;
  unref(): void;
  on(event: 'message', listener: (answer: Answer) => void): void;
  on(event: 'error', listener: (error: unknown) => void): void;
  on(event: 'exit', listener: (code: number) => void): void;
}

interface WorkerThreads {
  readonly Worker: new (
    program: string | Address,
    options: { readonly eval?: boolean; readonly execArgv: readonly string[]; readonly name: string },
  ) => Thread;
}

declare const process: { getBuiltinModule?(name: 'node:worker_threads'): WorkerThreads } | undefined;

/** Starts workers from the address of a program, or from its text. */
export function nodeWorkers(program: Address | { readonly text: string }): StartWorker {
  return (assignment, events) => {
    const threads =
      typeof process === 'undefined' ? undefined : process.getBuiltinModule?.('node:worker_threads');
    if (threads === undefined)
      throw new TensorError('createWasmBackend', 'backend', 'there are no threads here.');
    // Not the flags of the process: --input-type, for one, is refused in a worker. V8's flags hold in all threads anyway.
    const options = { execArgv: [], name: `cambium ${assignment.thread}` };
    const worker =
      'text' in program
        ? new threads.Worker(program.text, { ...options, eval: true })
        : new threads.Worker(program, options);
    worker.on('message', (answer) => {
      if (answer !== 'ready') return events.ended(answer.failed);
      // Until here the worker kept the process alive, so that nobody waits for it in vain; from here on it must not.
      worker.unref();
      events.ready();
    });
    worker.on('error', (error) => events.ended(String(error)));
    worker.on('exit', (code) => events.ended(`it ended with code ${code}`));
    worker.postMessage(assignment);
    return worker;
  };
}
