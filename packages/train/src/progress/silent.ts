// No display of its own: pages show progress through callbacks.

import type { Callback } from '../callbacks/callback.ts';

/** The progress display of `fit` outside Node: none. */
export function defaultProgress(): Callback | null {
  return null;
}
