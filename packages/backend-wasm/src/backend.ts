// The backend itself: one memory, one instance of the kernels, and the threads that help.

import {
  type Backend,
  type BufferHandle,
  type FusedKernels,
  type KernelTable,
  type MemoryStats,
  TensorError,
} from '@cambium/tensor/backend';
import { Device } from './kernels/device.ts';
import { fusedOn, kernelsOn } from './kernels/table.ts';
import { bufferOf, type WasmBuffer } from './memory/buffer.ts';
import type { Heap } from './memory/heap.ts';
import type { KernelExports } from './module/exports.ts';
import type { Team } from './threads/team.ts';

/** A backend that computes in WebAssembly. */
export class WasmBackend implements Backend {
  readonly name = 'wasm';
  readonly kernels: KernelTable;
  readonly fused: FusedKernels;
  private readonly heap: Heap;
  /** Threads that compute, the calling one included. */
  readonly threads: number;
  private readonly team: Team | null;
  private isDisposed = false;

  constructor(wasm: KernelExports, heap: Heap, team: Team | null) {
    this.heap = heap;
    this.team = team;
    this.threads = team?.threads ?? 1;
    const device = new Device(wasm, heap, team);
    this.kernels = inTurn(team, kernelsOn(device));
    this.fused = inTurn(team, fusedOn(device, this.kernels));
  }

  supports(): boolean {
    return true;
  }

  alloc(byteLength: number): WasmBuffer {
    if (this.isDisposed) {
      throw new TensorError(
        'alloc',
        'backend',
        'the wasm backend was disposed. Make another one with createWasmBackend().',
      );
    }
    return this.heap.alloc(byteLength);
  }

  free(buffer: BufferHandle): void {
    this.heap.release(bufferOf(buffer));
  }

  write(handle: BufferHandle, bytes: Uint8Array, byteOffset = 0): void {
    const buffer = bufferOf(handle);
    checkRange('write', buffer, byteOffset, bytes.byteLength);
    this.team?.finish();
    this.heap.bytes.set(bytes, buffer.pointer + byteOffset);
  }

  readSync(handle: BufferHandle, byteOffset: number, byteLength: number): Uint8Array {
    const buffer = bufferOf(handle);
    checkRange('read', buffer, byteOffset, byteLength);
    this.team?.finish();
    const from = buffer.pointer + byteOffset;
    return this.heap.bytes.slice(from, from + byteLength);
  }

  async read(handle: BufferHandle, byteOffset: number, byteLength: number): Promise<Uint8Array> {
    return this.readSync(handle, byteOffset, byteLength);
  }

  memory(): MemoryStats {
    return this.heap.stats();
  }

  dispose(): void {
    this.isDisposed = true;
    try {
      // Tensors can still be read, also one that is just being computed.
      this.team?.finish();
    } finally {
      this.team?.dispose();
    }
  }
}

/** Kernels that wait for what another has begun. */
function inTurn<T extends object>(team: Team | null, kernels: T): T {
  if (team === null) return kernels;
  const turns = Object.entries(kernels).map(([name, kernel]: [string, (...input: unknown[]) => void]) => [
    name,
    (...input: unknown[]) => {
      team.finish();
      kernel(...input);
    },
  ]);
  return Object.fromEntries(turns);
}

function checkRange(op: string, buffer: WasmBuffer, byteOffset: number, byteLength: number): void {
  if (byteOffset >= 0 && byteLength >= 0 && byteOffset + byteLength <= buffer.byteLength) return;
  throw new TensorError(
    op,
    'memory',
    `bytes ${byteOffset} to ${byteOffset + byteLength} are outside a buffer of ${buffer.byteLength} bytes.`,
  );
}
