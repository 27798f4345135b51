// A worker's end of the line to the thread that started it, in Node and on the web.

import type { Answer, Job, Setup } from './protocol.ts';

/** Listens to and answers the thread that started this worker. */
export interface Port {
  listen(listener: (message: Setup | Job) => void): void;
  answer(answer: Answer, transfer?: readonly ArrayBuffer[]): void;
}

interface NodePort {
  on(event: 'message', listener: (message: Setup | Job) => void): void;
  postMessage(answer: Answer, transfer?: readonly ArrayBuffer[]): void;
}

interface WebScope {
  onmessage: ((event: { readonly data: Setup | Job }) => void) | null;
  postMessage(answer: Answer, options: { readonly transfer: readonly ArrayBuffer[] }): void;
}

interface NodeProcess {
  getBuiltinModule?(name: string): { readonly parentPort: NodePort | null };
}

/** The port of this worker. */
export function openPort(): Port {
  const node = (globalThis as { readonly process?: NodeProcess }).process;
  const parent = node?.getBuiltinModule?.('node:worker_threads').parentPort;
  if (parent) {
    return {
      listen: (listener) => parent.on('message', listener),
      answer: (answer, transfer) => parent.postMessage(answer, transfer),
    };
  }
  const scope = globalThis as unknown as WebScope;
  return {
    listen: (listener) => {
      scope.onmessage = ({ data }) => listener(data);
    },
    answer: (answer, transfer = []) => scope.postMessage(answer, { transfer }),
  };
}
