// The backend itself: its memory, and the kernels.

import type { Backend, BufferHandle, MemoryStats } from '@cambium/tensor/backend';
import { TensorError } from '@cambium/tensor/backend';
import { CpuBuffer, ownBufferOf } from './buffer.ts';
import { cpuFused, cpuKernels } from './kernels.ts';
import { Pool } from './memory.ts';

/** Settings of the CPU backend. */
export interface CpuBackendOptions {
  /** How many bytes of freed memory to keep for reuse; 256 MiB by default. */
  readonly idleBytes?: number;
}

class CpuBackend implements Backend {
  readonly name = 'cpu';
  readonly kernels = cpuKernels;
  readonly fused = cpuFused;
  private readonly pool: Pool;
  private isDisposed = false;

  constructor({ idleBytes = 2 ** 28 }: CpuBackendOptions) {
    this.pool = new Pool(idleBytes);
  }

  supports(): boolean {
    return true;
  }

  alloc(byteLength: number): CpuBuffer {
    if (this.isDisposed) {
      throw new TensorError(
        'alloc',
        'backend',
        'the cpu backend was disposed. Make another one with createCpuBackend().',
      );
    }
    return new CpuBuffer(byteLength, this.pool.take(byteLength));
  }

  free(buffer: BufferHandle): void {
    this.pool.give(ownBufferOf(buffer));
  }

  write(handle: BufferHandle, bytes: Uint8Array, byteOffset = 0): void {
    const buffer = ownBufferOf(handle);
    checkRange('write', buffer, byteOffset, bytes.byteLength);
    buffer.view('uint8').set(bytes, byteOffset);
  }

  readSync(handle: BufferHandle, byteOffset: number, byteLength: number): Uint8Array {
    const buffer = ownBufferOf(handle);
    checkRange('read', buffer, byteOffset, byteLength);
    return buffer.view('uint8').slice(byteOffset, byteOffset + byteLength);
  }

  async read(handle: BufferHandle, byteOffset: number, byteLength: number): Promise<Uint8Array> {
    return this.readSync(handle, byteOffset, byteLength);
  }

  memory(): MemoryStats {
    return this.pool.stats();
  }

  dispose(): void {
    this.isDisposed = true;
    this.pool.clear();
  }
}

function checkRange(op: string, buffer: CpuBuffer, byteOffset: number, byteLength: number): void {
  if (byteOffset >= 0 && byteLength >= 0 && byteOffset + byteLength <= buffer.byteLength) return;
  throw new TensorError(
    op,
    'memory',
    `bytes ${byteOffset} to ${byteOffset + byteLength} are outside a buffer of ${buffer.byteLength} bytes.`,
  );
}

/**
 * Makes a backend that computes in plain TypeScript, on the calling thread. It takes every dtype, float64 included,
 * and calculates in double inside; it is what other backends are compared with.
 *
 * @example
 * ```ts
 * import { matmul, setBackend, tensor } from '@cambium/tensor';
 * import { createCpuBackend } from '@cambium/backend-cpu';
 *
 * setBackend(createCpuBackend());
 * matmul(tensor([[1, 2]]), tensor([[3], [4]])).toArray();   // [[11]]
 * ```
 */
export function createCpuBackend(options: CpuBackendOptions = {}): Backend {
  return new CpuBackend(options);
}
