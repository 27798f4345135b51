// Subpath `@cambium/backend-wasm/inline`: kernels and workers are text inside the JavaScript. For pages without a bundler
// that knows files (a CDN, esbuild); other pages load less without it.

import type { Backend } from '@cambium/tensor/backend';
import { assets } from './assets/inline.ts';
import { create, createSync, type WasmBackendOptions } from './create.ts';

export type { WasmBackendOptions } from './create.ts';
export { type WasmFeatures, wasmFeatures } from './module/features.ts';
export type { Address, WasmSource } from './module/load.ts';
export type { WasmModule } from './module/webassembly.ts';

/**
 * Brings up the same backend as `createWasmBackend` of `@cambium/backend-wasm`. In a page its workers begin as a Blob: a
 * content security policy has to allow `worker-src blob:`, or else it computes on one thread.
 *
 * @throws TensorError as the other one
 * @example
 * ```ts
 * import { createWasmBackend } from '@cambium/backend-wasm/inline';
 *
 * const backend = await createWasmBackend({ threads: 2 });
 * ```
 */
export function createWasmBackend(options: WasmBackendOptions = {}): Promise<Backend> {
  return create(assets, options);
}

/**
 * The same at once, without a promise and on one thread.
 *
 * @throws TensorError `value` for settings that it does not take
 * @example
 * ```ts
 * import { createWasmBackendSync } from '@cambium/backend-wasm/inline';
 *
 * const backend = createWasmBackendSync();
 * ```
 */
export function createWasmBackendSync(options: Pick<WasmBackendOptions, 'maximumBytes'> = {}): Backend {
  return createSync(assets, options);
}
