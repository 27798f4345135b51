// The backend itself: one memory, one instance of the kernels, and how to bring them up.

import { createCpuBackend } from '@cambium/backend-cpu';
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
import { Heap } from './memory/heap.ts';
import type { KernelExports } from './module/exports.ts';
import { wasmFeatures } from './module/features.ts';
import {
  bestVariant,
  compile,
  inlineBytes,
  instantiate,
  instantiateSync,
  type WasmSource,
} from './module/load.ts';
import { pageBytes, type WasmMemory, webAssembly } from './module/webassembly.ts';

/** Settings of the WebAssembly backend. */
export interface WasmBackendOptions {
  /**
   * Where the kernels come from, if not from the package itself: an address, the bytes of one of the files
   * `@cambium/backend-wasm/kernels/*.wasm`, or a compiled `WebAssembly.Module`.
   */
  readonly wasm?: WasmSource;
  /** How large the memory may become, in bytes: 4 GiB, which is all that WebAssembly can address, unless given. */
  readonly maximumBytes?: number;
  /** Number of threads. Only 1 is accepted so far. */
  readonly threads?: 1;
}

/** The first page belongs to the kernels: their constants, and room for parameters. */
const heapStart = pageBytes;
/** Pages that a memory begins with: the first one, and 1 MiB. */
const initialPages = 17;
const mostBytes = 2 ** 32;

class WasmBackend implements Backend {
  readonly name = 'wasm';
  readonly kernels: KernelTable;
  readonly fused: FusedKernels;
  private readonly heap: Heap;
  private isDisposed = false;

  constructor(wasm: KernelExports, heap: Heap) {
    this.heap = heap;
    const device = new Device(wasm, heap);
    this.kernels = kernelsOn(device);
    this.fused = fusedOn(device);
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
    this.heap.bytes.set(bytes, buffer.pointer + byteOffset);
  }

  readSync(handle: BufferHandle, byteOffset: number, byteLength: number): Uint8Array {
    const buffer = bufferOf(handle);
    checkRange('read', buffer, byteOffset, byteLength);
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
  }
}

function checkRange(op: string, buffer: WasmBuffer, byteOffset: number, byteLength: number): void {
  if (byteOffset >= 0 && byteLength >= 0 && byteOffset + byteLength <= buffer.byteLength) return;
  throw new TensorError(
    op,
    'memory',
    `bytes ${byteOffset} to ${byteOffset + byteLength} are outside a buffer of ${buffer.byteLength} bytes.`,
  );
}

/**
 * Brings up a backend that computes in WebAssembly with SIMD. Its kernels are part of the package: there is no file to
 * serve and no path to set, and a content security policy has to allow `wasm-unsafe-eval` only.
 *
 * Where the engine has no SIMD, it gives the CPU backend instead, whose `name` is `cpu`.
 *
 * @throws TensorError `value` for settings that it does not take, `io` for an address that cannot be read, and
 * `backend` for a module that is not one of Cambium's
 * @example
 * ```ts
 * import { matmul, setBackend, tensor } from '@cambium/tensor';
 * import { createWasmBackend } from '@cambium/backend-wasm';
 *
 * setBackend(await createWasmBackend());
 * matmul(tensor([[1, 2]]), tensor([[3], [4]])).toArray();   // [[11]]
 * ```
 */
export async function createWasmBackend(options: WasmBackendOptions = {}): Promise<Backend> {
  const limit = checkedLimit(options);
  const features = wasmFeatures();
  if (!features.simd) return createCpuBackend();
  const module = await compile(options.wasm ?? inlineBytes(bestVariant(features)));
  const memory = makeMemory(limit);
  return new WasmBackend(await instantiate(module, memory), new Heap(memory, heapStart, limit));
}

/**
 * The same at once, without a promise, from the kernels in the package: for workers and Node. The main thread of a
 * browser refuses to compile without waiting.
 *
 * @example
 * ```ts
 * import { setBackend } from '@cambium/tensor';
 * import { createWasmBackendSync } from '@cambium/backend-wasm';
 *
 * setBackend(createWasmBackendSync());
 * ```
 */
export function createWasmBackendSync(options: Omit<WasmBackendOptions, 'wasm'> = {}): Backend {
  const limit = checkedLimit(options);
  const features = wasmFeatures();
  if (!features.simd) return createCpuBackend();
  const memory = makeMemory(limit);
  const exports = instantiateSync(inlineBytes(bestVariant(features)), memory);
  return new WasmBackend(exports, new Heap(memory, heapStart, limit));
}

/** The limit of the memory in bytes, in whole pages. */
function checkedLimit({ threads = 1, maximumBytes = mostBytes }: WasmBackendOptions): number {
  if (threads !== 1) {
    throw new TensorError(
      'createWasmBackend',
      'value',
      `threads: only 1 is accepted so far, got ${threads}.`,
    );
  }
  const limit = Math.floor(maximumBytes / pageBytes) * pageBytes;
  if (!(limit >= initialPages * pageBytes && limit <= mostBytes)) {
    throw new TensorError(
      'createWasmBackend',
      'value',
      `maximumBytes is ${maximumBytes}, expected ${initialPages * pageBytes} to ${mostBytes}.`,
    );
  }
  return limit;
}

function makeMemory(limit: number): WasmMemory {
  const { Memory } = webAssembly()!;
  return new Memory({ initial: initialPages, maximum: limit / pageBytes });
}
