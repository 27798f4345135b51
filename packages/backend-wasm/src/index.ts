// Public surface of @cambium/backend-wasm: kernels and workers are files of the package, which Node reads and bundlers find.

import type { Backend } from '@cambium/tensor/backend';
import { assets } from '#assets';
import { create, createSync, type WasmBackendOptions } from './create.ts';

export type { WasmBackendOptions } from './create.ts';
export { type WasmFeatures, wasmFeatures } from './module/features.ts';
export type { Address, WasmSource } from './module/load.ts';
export type { WasmModule } from './module/webassembly.ts';

/**
 * Brings up a backend that computes in WebAssembly with SIMD, on as many threads as the machine has cores. Its kernels are
 * files of the package: there is no path to set, and a content security policy has to allow `wasm-unsafe-eval` only.
 *
 * Where threads cannot share memory (in a page that is not cross-origin isolated), it computes on one. Where the engine
 * has no SIMD, it gives the CPU backend instead, whose `name` is `cpu`.
 *
 * @throws TensorError `value` for settings that it does not take, `io` for an address that cannot be read, and
 * `backend` for a module that is not one of Cambium's and for threads that do not start
 * @example
 * ```ts
 * import { matmul, setBackend, tensor } from '@cambium/tensor';
 * import { createWasmBackend } from '@cambium/backend-wasm';
 *
 * setBackend(await createWasmBackend());
 * matmul(tensor([[1, 2]]), tensor([[3], [4]])).toArray();   // [[11]]
 * ```
 */
export function createWasmBackend(options: WasmBackendOptions = {}): Promise<Backend> {
  return create(assets, options);
}

/**
 * The same at once, without a promise and on one thread: for Node. A page cannot read files without waiting; there,
 * `@cambium/backend-wasm/inline` has this function too.
 *
 * @throws TensorError `value` for settings that it does not take, and `backend` in a page
 * @example
 * ```ts
 * import { setBackend } from '@cambium/tensor';
 * import { createWasmBackendSync } from '@cambium/backend-wasm';
 *
 * setBackend(createWasmBackendSync());
 * ```
 */
export function createWasmBackendSync(options: Pick<WasmBackendOptions, 'maximumBytes'> = {}): Backend {
  return createSync(assets, options);
}
