// Workers of browsers.

import type { Assignment } from '../threads/member.ts';
import type { StartWorker } from '../threads/team.ts';
import type { Answer } from '../threads/worker.ts';

/** A worker of the browser, as far as it is used here. */
export interface WebWorker {
  postMessage(assignment: Assignment): void;
  terminate(): void;
  onmessage: ((event: { readonly data: Answer }) => void) | null;
  onerror: ((event: { readonly message?: string }) => void) | null;
}

/** Starts workers that `make` makes. */
export function webWorkers(make: () => WebWorker): StartWorker {
  return (assignment, events) => {
    const worker = make();
    worker.onmessage = ({ data }) => {
      if (data === 'ready') events.ready();
      else events.ended(data.failed);
    };
    worker.onerror = ({ message }) =>
      events.ended(message ?? 'the program of the worker could not be loaded');
    worker.postMessage(assignment);
    return worker;
  };
}
