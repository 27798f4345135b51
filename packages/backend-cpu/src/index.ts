// Public surface of @cambium/backend-cpu.

export { type CpuBackendOptions, createCpuBackend } from './backend.ts';
