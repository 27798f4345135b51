// Kernels and workers from the files of the package, on the web. The addresses are written out, for bundlers to see.

import { TensorError } from '@cambium/tensor/backend';
import { type Address, bytesOf } from '../module/load.ts';
import type { Assets } from './assets.ts';
import { type WebWorker, webWorkers } from './web-worker.ts';

declare const URL: new (address: string, base?: string) => Address;
declare const Worker: new (
  program: string | Address,
  options: { readonly type: 'module'; readonly name?: string },
) => WebWorker;

/** The files of the package. */
export const assets: Assets = {
  bytes: async (variant) => {
    const address =
      variant === 'relaxed'
        ? new URL('../../kernels/relaxed.wasm', import.meta.url)
        : new URL('../../kernels/simd.wasm', import.meta.url);
    return (await bytesOf(address))!;
  },
  bytesSync: () => {
    throw new TensorError(
      'createWasmBackendSync',
      'backend',
      'a page cannot read a file without waiting. Use await createWasmBackend(), or import @cambium/backend-wasm/inline.',
    );
  },
  workersOf: (program) =>
    webWorkers(() =>
      program === undefined
        ? new Worker(new URL('../../kernels/worker.js', import.meta.url), { type: 'module' })
        : new Worker(String(program), { type: 'module' }),
    ),
};
