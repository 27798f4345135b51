// Bringing up a backend: which kernels, how large a memory, how many threads.

import { createCpuBackend } from '@cambium/backend-cpu';
import { type Backend, TensorError } from '@cambium/tensor/backend';
import type { Assets } from './assets/assets.ts';
import { WasmBackend } from './backend.ts';
import { Heap } from './memory/heap.ts';
import { wasmFeatures } from './module/features.ts';
import { instantiate, instantiateSync } from './module/instantiate.ts';
import { type Address, bestVariant, bytesOf, compile, compileSync, type WasmSource } from './module/load.ts';
import { pageBytes, type WasmMemory, type WasmModule, webAssembly } from './module/webassembly.ts';
import { availableThreads, canShareMemory } from './threads/available.ts';
import { defaultTeamSettings, type StartWorker, Team, type TeamSettings } from './threads/team.ts';

/** Settings of the WebAssembly backend. */
export interface WasmBackendOptions {
  /**
   * Where the kernels come from, if not from the package itself: an address, the bytes of one of the files
   * `@cambium/backend-wasm/kernels/*.wasm`, or a compiled `WebAssembly.Module` (which runs on one thread).
   */
  readonly wasm?: WasmSource;
  /** Address of the workers' program, `@cambium/backend-wasm/worker`, if not the package's own. */
  readonly worker?: string | Address;
  /** How large the memory may become, in bytes: 4 GiB, which is all that WebAssembly can address, unless given. */
  readonly maximumBytes?: number;
  /**
   * Number of threads, the calling one included; `'auto'` (the default) takes one for each core, at most 8, and one only
   * if workers do not start. Where threads cannot share memory there is one, whatever the number.
   */
  readonly threads?: number | 'auto';
}

/** The first page belongs to the kernels: their constants, and room for parameters. */
const heapStart = pageBytes;
/** Pages that a memory begins with: the first one, and 1 MiB. */
const initialPages = 17;
const mostBytes = 2 ** 32;
const mostThreads = 64;

/** Brings up a backend from what comes with the package, or with the options. */
export async function create(
  assets: Assets,
  options: WasmBackendOptions,
  settings: TeamSettings = defaultTeamSettings,
): Promise<Backend> {
  const limit = checkedLimit(options);
  const wanted = checkedThreads(options);
  const features = wasmFeatures();
  if (!features.simd) return createCpuBackend();
  const { wasm } = options;
  const bytes = wasm === undefined ? await assets.bytes(bestVariant(features)) : await bytesOf(wasm);
  if (bytes !== null && wanted > 1 && features.threads && canShareMemory()) {
    try {
      return await createThreaded(bytes, wanted, limit, assets.workersOf(options.worker), settings);
    } catch (error) {
      if (typeof options.threads === 'number') throw error;
    }
  }
  const module = bytes === null ? (wasm as WasmModule) : await compile(bytes, false);
  const { memory, heap } = makeHeap(limit, false);
  return new WasmBackend(await instantiate(module, memory), heap, null);
}

/** The same without waiting, on one thread. */
export function createSync(assets: Assets, options: Pick<WasmBackendOptions, 'maximumBytes'>): Backend {
  const limit = checkedLimit(options);
  const features = wasmFeatures();
  if (!features.simd) return createCpuBackend();
  const { memory, heap } = makeHeap(limit, false);
  const module = compileSync(assets.bytesSync(bestVariant(features)));
  return new WasmBackend(instantiateSync(module, memory), heap, null);
}

/** Ends the threads of backends that nobody disposed of. */
const forgotten = new FinalizationRegistry<Team>((team) => team.dispose());

async function createThreaded(
  bytes: Uint8Array,
  threads: number,
  limit: number,
  startWorker: StartWorker,
  settings: TeamSettings,
): Promise<Backend> {
  const module = await compile(bytes, true);
  const { memory, heap } = makeHeap(limit, true);
  const kernels = await instantiate(module, memory);
  const team = new Team(threads, kernels, memory, settings);
  await team.start(module, memory, startWorker);
  const backend = new WasmBackend(kernels, heap, team);
  forgotten.register(backend, team);
  return backend;
}

/** The limit of the memory in bytes, in whole pages. */
function checkedLimit({ maximumBytes = mostBytes }: WasmBackendOptions): number {
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

function checkedThreads({ threads = 'auto' }: WasmBackendOptions): number {
  if (threads === 'auto') return availableThreads();
  if (!(Number.isInteger(threads) && threads >= 1 && threads <= mostThreads)) {
    throw new TensorError(
      'createWasmBackend',
      'value',
      `threads is 'auto' or a whole number from 1 to ${mostThreads}, got ${threads}.`,
    );
  }
  return threads;
}

/** A memory and its heap. A shared memory is reserved as a whole; where that much is refused, half of it may do. */
function makeHeap(limit: number, shared: boolean): { memory: WasmMemory; heap: Heap } {
  const { Memory } = webAssembly()!;
  for (let bytes = limit; ; bytes = Math.floor(bytes / 2 / pageBytes) * pageBytes) {
    try {
      const memory = new Memory({ initial: initialPages, maximum: bytes / pageBytes, shared });
      return { memory, heap: new Heap(memory, heapStart, bytes) };
    } catch (cause) {
      if (bytes / 2 > initialPages * pageBytes) continue;
      throw new TensorError('createWasmBackend', 'memory', `no memory to be had: ${String(cause)}`, {
        cause,
      });
    }
  }
}
