// Kernels and workers from text inside the JavaScript: nothing to serve, nothing to copy.

import { kernels, worker } from '../generated/embedded.ts';
import type { Address } from '../module/load.ts';
import type { Assets } from './assets.ts';
import { nodeWorkers } from './node-worker.ts';
import { type WebWorker, webWorkers } from './web-worker.ts';

declare const atob: (text: string) => string;
declare const Blob: new (parts: readonly string[], options: { readonly type: string }) => object;
declare const URL: { new (address: string): Address; createObjectURL(blob: object): string };
declare const Worker: (new (program: string, options: { readonly type: 'module' }) => WebWorker) | undefined;

function fromBase64(text: string): Uint8Array {
  const characters = atob(text);
  const bytes = new Uint8Array(characters.length);
  for (let i = 0; i < bytes.length; i++) bytes[i] = characters.charCodeAt(i);
  return bytes;
}

/** The text inside. */
export const assets: Assets = {
  bytes: async (variant) => fromBase64(kernels[variant]),
  bytesSync: (variant) => fromBase64(kernels[variant]),
  workersOf: (program) => {
    if (typeof Worker === 'undefined') {
      return nodeWorkers(program === undefined ? { text: worker } : new URL(String(program)));
    }
    const WebWorkers = Worker;
    return webWorkers(() => {
      const address = program ?? URL.createObjectURL(new Blob([worker], { type: 'text/javascript' }));
      return new WebWorkers(String(address), { type: 'module' });
    });
  },
};
