// Where a run of the comparisons takes place, and how much of them is done.

import { type Backend, init } from 'cambium';

/** One way to run everything. */
export interface Setting {
  readonly environment: 'node' | 'chromium';
  readonly backend: 'cpu' | 'wasm';
  /** Threads of the WebAssembly backend. */
  readonly threads: number;
  /** Subjects whose name matches. */
  readonly only: string;
  /** A sample that still covers every subject. */
  readonly quick: boolean;
}

/** The setting as the heading of a column. */
export function labelOf({ environment, backend, threads }: Setting): string {
  const name = backend === 'wasm' ? `wasm, ${threads} ${threads === 1 ? 'thread' : 'threads'}` : backend;
  return environment === 'node' ? name : `${name}, Chromium`;
}

/** Brings up the backend of a setting, and makes it the home of new tensors. */
export function bringUp({ backend, threads }: Setting): Promise<Backend> {
  return backend === 'wasm' ? init({ backend, threads }) : init({ backend });
}
