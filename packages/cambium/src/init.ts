// Choosing the backend.

import { createCpuBackend } from '@cambium/backend-cpu';
import { createWasmBackend } from '@cambium/backend-wasm';
import { type Backend, setBackend, TensorError } from '@cambium/tensor';

/** Options of {@link init}. */
export interface InitOptions {
  /** `'wasm'`, `'cpu'`, or a backend that you have made; the best one that comes up unless given. */
  backend?: 'wasm' | 'cpu' | Backend;
  /** Threads of the WebAssembly backend, one for each core unless given. */
  threads?: number | 'auto';
}

declare const console: { warn(message: string): void };

/**
 * Brings up a backend and makes it the home of all tensors made from now on. Call it before the first tensor. Without it
 * everything runs on one thread: in WebAssembly in Node, in plain JavaScript in a page.
 *
 * Where WebAssembly cannot be had and was not asked for by name, it warns, and gives the CPU backend.
 *
 * @returns the backend; its `name` and `threads` tell what it is
 * @throws TensorError `backend` for an unknown name, and whatever `createWasmBackend` throws if it was asked for
 * @example
 * ```ts
 * const backend = await init();
 * backend.name;   // 'wasm'
 * ```
 */
export async function init(options: InitOptions = {}): Promise<Backend> {
  const backend = await choose(options);
  setBackend(backend);
  return backend;
}

async function choose({ backend, threads = 'auto' }: InitOptions): Promise<Backend> {
  switch (backend) {
    case 'cpu':
      return createCpuBackend();
    case 'wasm':
      return createWasmBackend({ threads });
    case undefined:
      return createWasmBackend({ threads }).catch((error: unknown) => {
        console.warn(`Cambium computes in plain JavaScript, which is slow: ${String(error)}`);
        return createCpuBackend();
      });
    default:
      if (typeof backend === 'object' && backend !== null) return backend;
      throw new TensorError('init', 'backend', `there is no backend '${backend}'; there is wasm, cpu.`);
  }
}
