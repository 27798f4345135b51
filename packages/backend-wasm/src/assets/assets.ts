// What comes with the package besides its JavaScript: the kernels, and the program of a worker. Each way to ship them
// (files in Node, files on the web, text inside the JavaScript) gives this.

import type { Address, Variant } from '../module/load.ts';
import type { StartWorker } from '../threads/team.ts';

/** Kernels and workers. */
export interface Assets {
  bytes(variant: Variant): Promise<Uint8Array>;
  /** The same without waiting, where the environment can. Throws `backend` elsewhere. */
  bytesSync(variant: Variant): Uint8Array;
  /** Starts workers from the program at an address, or from the one that comes with the package. */
  workersOf(program: string | Address | undefined): StartWorker;
}
