// A program that is run in a worker, seen from the page.

import type { CellMessage, CellRequest } from './cell-messages.ts';

/** A program that runs. */
export interface RunningCell {
  /** Ends it at once, whatever it does. */
  stop(): void;
}

/** Starts a program; `hear` is told what it prints and draws, and how it ends. */
export function startCell(request: CellRequest, hear: (message: CellMessage) => void): RunningCell {
  const worker = new Worker(new URL('./live.worker.ts', import.meta.url), { type: 'module', name: 'cell' });
  const stop = (): void => worker.terminate();
  worker.addEventListener('message', ({ data }: MessageEvent<CellMessage>) => {
    if (data.kind === 'done' || data.kind === 'error') stop();
    hear(data);
  });
  worker.addEventListener('error', (event) => {
    stop();
    hear({
      kind: 'error',
      error: { message: event.message || 'The worker could not be loaded.', line: null },
    });
  });
  worker.postMessage(request);
  return { stop };
}
