// Public surface of @cambium/backend-wasm.

export { createWasmBackend, createWasmBackendSync, type WasmBackendOptions } from './backend.ts';
export { type WasmFeatures, wasmFeatures } from './module/features.ts';
export type { Address, WasmSource } from './module/load.ts';
