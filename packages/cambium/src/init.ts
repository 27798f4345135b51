// Choosing the backend by name.

import { createCpuBackend } from '@cambium/backend-cpu';
import { type Backend, setBackend, TensorError } from '@cambium/tensor';

/** Options of {@link init}. */
export interface InitOptions {
  /** Name of the backend; the best one available unless given. */
  backend?: 'cpu';
}

const makers: Readonly<Record<NonNullable<InitOptions['backend']>, () => Backend | Promise<Backend>>> = {
  cpu: createCpuBackend,
};

/**
 * Brings up a backend and makes it the home of all tensors made from now on. Call it before the first tensor; without
 * it everything runs on the CPU backend.
 *
 * @returns the backend
 * @throws TensorError `backend` for an unknown name
 * @example
 * ```ts
 * await init({ backend: 'cpu' });
 * ```
 */
export async function init(options: InitOptions = {}): Promise<Backend> {
  const name = options.backend ?? 'cpu';
  if (!Object.hasOwn(makers, name)) {
    throw new TensorError(
      'init',
      'backend',
      `there is no backend '${name}'; there is ${Object.keys(makers).join(', ')}.`,
    );
  }
  const backend = await makers[name]();
  setBackend(backend);
  return backend;
}
