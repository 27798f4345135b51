// Kernels and workers from the files of the package, in Node.

import type { Address, Variant } from '../module/load.ts';
import { bytesOf } from '../module/load.ts';
import type { Assets } from './assets.ts';
import { nodeWorkers } from './node-worker.ts';

declare const process: {
  getBuiltinModule(name: 'node:fs'): { readFileSync(file: Address): Uint8Array };
};
declare const URL: new (address: string, base?: string) => Address;

function fileOf(variant: Variant): Address {
  return new URL(`../../kernels/${variant}.wasm`, import.meta.url);
}

/** The files of the package. */
export const assets: Assets = {
  bytes: async (variant) => (await bytesOf(fileOf(variant)))!,
  bytesSync: (variant) => process.getBuiltinModule('node:fs').readFileSync(fileOf(variant)),
  workersOf: (program) => nodeWorkers(new URL(String(program ?? '../../kernels/worker.js'), import.meta.url)),
};
