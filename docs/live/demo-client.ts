// A demo that runs in its worker, seen from the page.

import type { Asked } from './demo.ts';
import type { DemoMessage, DemoRequest } from './demo-messages.ts';

/** A demo that was started. */
export interface RunningDemo {
  /** Asks it to end soon, so that what it has learned can be used; ends it for good if it does not answer. */
  stop(): void;
  ask(asked: Asked): void;
  /** Ends it for good. */
  close(): void;
}

const patience = 2000;

/** Starts a demo; `hear` is told what it shows, and how it ends. */
export function startDemo(
  start: Omit<DemoRequest & { kind: 'start' }, 'kind'>,
  hear: (message: DemoMessage) => void,
): RunningDemo {
  const worker = new Worker(new URL('./live.worker.ts', import.meta.url), { type: 'module', name: 'demo' });
  const tell = (request: DemoRequest): void => worker.postMessage(request);
  let hasEnded = false;
  worker.addEventListener('message', ({ data }: MessageEvent<DemoMessage>) => {
    if (data.kind === 'end' || data.kind === 'error') hasEnded = true;
    hear(data);
  });
  worker.addEventListener('error', (event) => {
    hasEnded = true;
    hear({ kind: 'error', message: event.message || 'The worker could not be loaded.' });
  });
  tell({ kind: 'start', ...start });
  return {
    stop() {
      tell({ kind: 'stop' });
      setTimeout(() => {
        if (hasEnded) return;
        worker.terminate();
        hear({ kind: 'end', answers: false });
      }, patience);
    },
    ask: (asked) => tell({ kind: 'ask', asked }),
    close: () => worker.terminate(),
  };
}
