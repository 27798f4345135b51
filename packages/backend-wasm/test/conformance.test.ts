import { createWasmBackend } from '@cambium/backend-wasm';
import { defineConformanceTests } from '@cambium/conformance';

defineConformanceTests({ name: 'wasm', create: () => createWasmBackend({ threads: 1 }) });
