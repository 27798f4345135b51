// The life of a worker: takes parts of jobs, computes, and sleeps when there are none.

import { instantiateSync } from '../module/instantiate.ts';
import type { WasmMemory, WasmModule } from '../module/webassembly.ts';
import { Control } from './control.ts';
import { Job } from './job.ts';

/** What a worker is told at its start. */
export interface Assignment {
  readonly module: WasmModule;
  readonly memory: WasmMemory;
  /** Its number; the caller has 0. */
  readonly thread: number;
  /** How often it looks for a job before it sleeps. */
  readonly spins: number;
}

/** Prepares a worker, and gives the function that serves for ever. */
export function member({ module, memory, thread, spins }: Assignment): () => never {
  const exports = instantiateSync(module, memory);
  const control = new Control(memory.buffer);
  const job = new Job(memory.buffer, exports);
  return () => {
    for (;;) {
      for (let part = control.claim('back'); part >= 0; part = control.claim('back')) {
        try {
          job.run(part, thread);
        } catch (error) {
          control.fail(String(error));
        }
        control.finish();
      }
      control.awaitJob(spins);
    }
  };
}
