// A worker as the loader sees it, in Node or on the web.

import type { Answer, Job, Setup } from './protocol.ts';

/** What a thread reports. */
export interface ThreadEvents {
  answered(answer: Answer): void;
  /** The thread is gone, or cannot go on. */
  ended(reason: string): void;
}

/** A running worker. */
export interface Thread {
  post(message: Setup | Job, transfer?: readonly ArrayBuffer[]): void;
  /** Whether the process has to stay alive for it. */
  hold(isHeld: boolean): void;
  stop(): void;
}

/** Starts a worker. */
export type StartThread = (events: ThreadEvents) => Thread;

/** A worker of the web, as far as it is used here. */
export interface WebWorker {
  /** Sends a message; the buffers of `transfer` move along. */
  postMessage(message: unknown, transfer: ArrayBuffer[]): void;
  /** Ends the worker. */
  terminate(): void;
  /** Listens to answers and failures. */
  addEventListener(
    type: 'message' | 'error' | 'messageerror',
    listener: (event: { readonly data?: unknown; readonly message?: string }) => void,
  ): void;
}

/** A thread of a worker of the web. */
export function webThread(worker: WebWorker, events: ThreadEvents): Thread {
  worker.addEventListener('message', ({ data }) => events.answered(data as Answer));
  worker.addEventListener('error', ({ message }) =>
    events.ended(message || 'its program could not be loaded'),
  );
  worker.addEventListener('messageerror', () => events.ended('its answer could not be read'));
  return {
    post: (message, transfer = []) => worker.postMessage(message, [...transfer]),
    hold: () => {},
    stop: () => worker.terminate(),
  };
}
