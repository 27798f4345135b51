// Backends made from a backend: one part exchanged, the rest passed on. Private fields stay where they are.

import type { Backend, BufferHandle } from '@cambium/tensor/backend';

/**
 * A backend that behaves like `backend`, except for the changed members.
 *
 * @example
 * ```ts
 * const cpu = createCpuBackend();
 * derive(cpu, { name: 'cpu without fused kernels', fused: {} }).name;   // 'cpu without fused kernels'
 * ```
 */
export function derive(backend: Backend, changes: Partial<Backend>): Backend {
  const { readSync } = backend;
  return {
    name: backend.name,
    kernels: backend.kernels,
    ...(backend.fused === undefined ? {} : { fused: backend.fused }),
    supports: (dtype) => backend.supports(dtype),
    alloc: (byteLength) => backend.alloc(byteLength),
    free: (buffer) => backend.free(buffer),
    write: (buffer, bytes, byteOffset) => backend.write(buffer, bytes, byteOffset),
    read: (buffer, byteOffset, byteLength) => backend.read(buffer, byteOffset, byteLength),
    ...(readSync === undefined ? {} : { readSync: (...place) => readSync.apply(backend, place) }),
    memory: () => backend.memory(),
    dispose: () => backend.dispose(),
    ...changes,
  };
}

/** A guarded backend, and what it has seen. */
export interface Guarded {
  readonly backend: Backend;
  /** Takes the complaints since the last call. */
  complaints(): string[];
}

const guardBytes = 32;
const poisonByte = 0xff;

/**
 * New memory holds NaN, so that a kernel that reads what it should have written shows; and each buffer is a little
 * longer than asked for, so that writing behind its end shows when it is freed.
 */
export function guard(inner: Backend): Guarded {
  const lengths = new Map<BufferHandle, number>();
  let found: string[] = [];
  let poison = new Uint8Array(1024).fill(poisonByte);
  const alloc = (byteLength: number): BufferHandle => {
    const length = byteLength + guardBytes;
    if (poison.length < length) poison = new Uint8Array(2 * length).fill(poisonByte);
    const buffer = inner.alloc(length);
    inner.write(buffer, poison.subarray(0, length));
    lengths.set(buffer, byteLength);
    return buffer;
  };
  const free = (buffer: BufferHandle): void => {
    const length = lengths.get(buffer);
    lengths.delete(buffer);
    if (length !== undefined && inner.readSync !== undefined) {
      const behind = inner.readSync(buffer, length, guardBytes);
      const touched = behind.findIndex((byte) => byte !== poisonByte);
      if (touched >= 0)
        found.push(`a kernel wrote ${touched} bytes behind the end of a buffer of ${length} bytes`);
    }
    inner.free(buffer);
  };
  return {
    backend: derive(inner, { alloc, free }),
    complaints() {
      const taken = found;
      found = [];
      return taken;
    },
  };
}
