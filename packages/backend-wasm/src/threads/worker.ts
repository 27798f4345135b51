// The program of a worker, in Node and in browsers. The build makes one file of it, without imports.

import { type Assignment, member } from './member.ts';

/** What a worker answers: that it is ready, or why it cannot be. */
export type Answer = 'ready' | { readonly failed: string };

interface Port {
  postMessage(answer: Answer): void;
  once(event: 'message', listener: (assignment: Assignment) => void): void;
}

interface WorkerScope {
  postMessage(answer: Answer): void;
  onmessage: ((event: { readonly data: Assignment }) => void) | null;
}

declare const process:
  | { getBuiltinModule?(name: 'node:worker_threads'): { readonly parentPort: Port | null } }
  | undefined;
declare const self: WorkerScope;

function begin(assignment: Assignment, answer: (answer: Answer) => void): void {
  let serve: () => never;
  try {
    serve = member(assignment);
  } catch (error) {
    answer({ failed: String(error) });
    return;
  }
  answer('ready');
  serve();
}

const port =
  typeof process === 'undefined' ? null : process.getBuiltinModule?.('node:worker_threads').parentPort;
if (port) port.once('message', (assignment) => begin(assignment, (answer) => port.postMessage(answer)));
else self.onmessage = ({ data }) => begin(data, (answer) => self.postMessage(answer));
