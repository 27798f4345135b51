// Choosing where new tensors live.

import { eagerInterpreter } from '../eager.ts';
import { currentBackend, installInterpreter, setBackendMaker, swapBackend } from '../execute.ts';
import type { Backend } from './types.ts';

/**
 * Makes a backend the home of all tensors that are created from now on. Tensors on other backends stay there.
 *
 * @returns the backend before, or `null`
 * @example
 * ```ts
 * import { createCpuBackend } from '@cambium/backend-cpu';
 * setBackend(createCpuBackend());
 * ```
 */
export function setBackend(backend: Backend): Backend | null {
  installInterpreter(eagerInterpreter);
  return swapBackend(backend);
}

/**
 * The backend on which new tensors are made. Throws `backend` if none was set.
 *
 * @example
 * ```ts
 * getBackend().supports('float32');   // true
 * ```
 */
export function getBackend(): Backend {
  return currentBackend();
}

/**
 * Runs `fn` with another current backend, and puts the one before back.
 *
 * @example
 * ```ts
 * const x = withBackend(createCpuBackend(), () => tensor([1, 2]));
 * add(x, 1);   // [2, 3], computed where x is
 * ```
 */
export function withBackend<T>(backend: Backend, fn: () => T): T {
  const before = setBackend(backend);
  try {
    return fn();
  } finally {
    if (before !== null) setBackend(before);
  }
}

/**
 * Names a backend to be made when the first tensor is, if none was set by then. For umbrella packages.
 *
 * @example
 * ```ts
 * setDefaultBackend(createCpuBackend);
 * ```
 */
export function setDefaultBackend(make: () => Backend): void {
  installInterpreter(eagerInterpreter);
  setBackendMaker(make);
}
