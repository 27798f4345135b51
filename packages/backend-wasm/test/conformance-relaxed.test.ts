// The build with fused multiplication and addition, also on engines that offer it behind a flag only.

import { setFlagsFromString } from 'node:v8';
import { createWasmBackend } from '@cambium/backend-wasm';
import { defineConformanceTests } from '@cambium/conformance';
import { assets } from '../src/assets/inline.ts';

setFlagsFromString('--experimental-wasm-relaxed-simd');

defineConformanceTests({
  name: 'wasm with relaxed SIMD',
  create: () => createWasmBackend({ wasm: assets.bytesSync('relaxed'), threads: 1 }),
});
