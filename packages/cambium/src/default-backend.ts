// Makes the umbrella work at once: the first tensor brings up the best backend that needs no waiting, WebAssembly in Node
// and plain JavaScript in a page. This file is the package's one side effect.

import { createCpuBackend } from '@cambium/backend-cpu';
import { createWasmBackendSync } from '@cambium/backend-wasm';
import { type Backend, setDefaultBackend, TensorError } from '@cambium/tensor';

function bestAtOnce(): Backend {
  try {
    return createWasmBackendSync();
  } catch (error) {
    if (error instanceof TensorError || isRefused(error)) return createCpuBackend();
    throw error;
  }
}

/** Whether the environment forbids WebAssembly, as a content security policy does. */
function isRefused(error: unknown): boolean {
  return error instanceof Error && (error.name === 'CompileError' || error.name === 'EvalError');
}

setDefaultBackend(bestAtOnce);
