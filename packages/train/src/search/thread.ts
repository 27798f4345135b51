// One trial in a worker thread of its own.

import { Worker } from 'node:worker_threads';

/** What the thread does. It is text, because bundlers and runners of TypeScript leave files for threads behind. */
const program = `
  import { parentPort, workerData } from 'node:worker_threads';
  const { default: objective } = await import(workerData.module);
  if (typeof objective !== 'function') throw new Error(workerData.module + ' has no default export that is a function.');
  parentPort.postMessage(await objective(workerData.trial));
`;

/**
 * Calls the default export of a module in a new thread. The thread ends with the call, or with the signal.
 *
 * @throws what the function throws; an error if the thread ends without an answer; the reason of the signal
 */
export function callInThread(module: string, trial: object, signal: AbortSignal): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const address = new URL(`data:text/javascript,${encodeURIComponent(program)}`);
    const worker = new Worker(address, { workerData: { module, trial } });
    const stop = (): void => {
      reject(signal.reason);
      void worker.terminate();
    };
    signal.addEventListener('abort', stop, { once: true });
    const end = (settle: () => void): void => {
      signal.removeEventListener('abort', stop);
      settle();
      void worker.terminate();
    };
    worker.once('message', (value: unknown) => end(() => resolve(value)));
    worker.once('error', (error) => end(() => reject(error)));
    worker.once('exit', (code) =>
      end(() => reject(new Error(`the thread ended with code ${code} and no result`))),
    );
  });
}
