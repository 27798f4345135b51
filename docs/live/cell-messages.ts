// What a page and the worker of a cell say to each other.

import type { ProgramError } from './run-code.ts';

/** To the worker: run this, and if it answers an exercise, test it. */
export interface CellRequest {
  readonly code: string;
  readonly exercise?: string;
}

/** From the worker, in the order in which it happens; `done` and `error` are the last. */
export type CellMessage =
  | { readonly kind: 'line'; readonly text: string }
  | { readonly kind: 'picture'; readonly name: string; readonly svg: string }
  | { readonly kind: 'error'; readonly error: ProgramError }
  | { readonly kind: 'done' };
