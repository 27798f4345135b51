// Starts workers on the web. The address is written out, for bundlers to see.

import { type StartThread, type WebWorker, webThread } from '../thread.ts';

declare const Worker: new (program: URL, options: { readonly type: 'module' }) => WebWorker;

/** Starts the program of the package in a worker of the browser. */
export const startThread: StartThread = (events) =>
  webThread(
    new Worker(new URL('../../../worker/transform-worker.js', import.meta.url), { type: 'module' }),
    events,
  );
