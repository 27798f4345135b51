// Starts workers in Node.

import { TensorError } from '@cambium/tensor';
import type { Answer, Job, Setup } from '../protocol.ts';
import type { StartThread } from '../thread.ts';

interface NodeWorker {
  postMessage(message: Setup | Job, transfer?: readonly ArrayBuffer[]): void;
  terminate(): Promise<number>;
  ref(): void;
  unref(): void;
  on(event: 'message', listener: (answer: Answer) => void): void;
  on(event: 'error' | 'messageerror', listener: (error: unknown) => void): void;
  on(event: 'exit', listener: (code: number) => void): void;
}

interface WorkerThreads {
  readonly Worker: new (
    program: URL,
    options: { readonly execArgv: string[]; readonly name: string },
  ) => NodeWorker;
}

/** Starts the program of the package in a worker thread. */
export const startThread: StartThread = (events) => {
  const builtin = (name: string): unknown => process.getBuiltinModule?.(name);
  const threads = builtin('node:worker_threads') as WorkerThreads | undefined;
  if (threads === undefined)
    throw new TensorError('WorkerTransform', 'backend', 'there are no threads here.');
  // Not the flags of the process: --input-type, for one, is refused in a worker.
  const worker = new threads.Worker(new URL('../../../worker/transform-worker.js', import.meta.url), {
    execArgv: [],
    name: 'cambium transform',
  });
  worker.unref();
  worker.on('message', events.answered);
  const failed = (error: unknown): void =>
    events.ended(error instanceof Error ? error.message : String(error));
  worker.on('error', failed);
  worker.on('messageerror', failed);
  worker.on('exit', (code) => events.ended(`it exited with code ${code}`));
  return {
    post: (message, transfer) => worker.postMessage(message, transfer),
    hold: (isHeld) => (isHeld ? worker.ref() : worker.unref()),
    stop: () => void worker.terminate(),
  };
};
