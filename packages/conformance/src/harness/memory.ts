// Behaviours of memory: run on the backend under test, with nothing left behind.

import type { Backend } from '@cambium/tensor';
import { behaviour, type Check } from '../check.ts';
import { withoutLeaks } from '../harness/leaks.ts';

/** A behaviour whose tensors live on the backend under test, and which leaves nothing behind. */
export function memoryCheck(name: string, work: (backend: Backend) => Promise<void> | void): Check {
  return behaviour('memory', name, (backend) => withoutLeaks(backend, () => work(backend)));
}

/** Change of the number of live buffers and of their bytes. */
export interface MemoryChange {
  readonly buffers: number;
  readonly bytes: number;
}

/** How buffers and bytes change while `work` runs. */
export function change(backend: Backend, work: () => void): MemoryChange {
  const before = backend.memory();
  work();
  const after = backend.memory();
  return { buffers: after.liveBuffers - before.liveBuffers, bytes: after.liveBytes - before.liveBytes };
}

/** No change. */
export const nothing: MemoryChange = { buffers: 0, bytes: 0 };
