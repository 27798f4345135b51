// All of Cambium in one import.

import './default-backend.ts';

export * from '@cambium/autograd';
export { createCpuBackend } from '@cambium/backend-cpu';
export { createWasmBackend, type WasmBackendOptions } from '@cambium/backend-wasm';
export * from '@cambium/data';
export * from '@cambium/layers';
export * from '@cambium/optim';
export * from '@cambium/tensor';
export * from '@cambium/train';
export * from '@cambium/vision';
export { type InitOptions, init } from './init.ts';
