// From a compiled module to the functions of the kernels.

import { TensorError } from '@cambium/tensor/backend';
import type { KernelExports } from './exports.ts';
import { type WasmInstance, type WasmMemory, type WasmModule, webAssembly } from './webassembly.ts';

/** Brings a compiled module to life over a memory. */
export async function instantiate(module: WasmModule, memory: WasmMemory): Promise<KernelExports> {
  return exportsOf(await webAssembly()!.instantiate(module, { env: { memory } }));
}

/** The same without waiting, which browsers allow in workers, and for small modules. */
export function instantiateSync(module: WasmModule, memory: WasmMemory): KernelExports {
  const { Instance } = webAssembly()!;
  return exportsOf(new Instance(module, { env: { memory } }));
}

function exportsOf(instance: WasmInstance): KernelExports {
  const exports = instance.exports as Partial<KernelExports>;
  if (typeof exports.add !== 'function') {
    throw new TensorError(
      'createWasmBackend',
      'backend',
      'the module given has no kernels of Cambium. Use a file of @cambium/backend-wasm/kernels/, of the same version.',
    );
  }
  return exports as KernelExports;
}
