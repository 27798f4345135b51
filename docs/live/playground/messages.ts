// What the page of the playground and its worker say to each other.

import type { DrawnFrame } from '../demo-messages.ts';
import type { Setup } from './setup.ts';

/** To the worker: train, or take a model file and show what it knows; then stop, or give the model as a file. */
export type PlaygroundRequest =
  | { readonly kind: 'train'; readonly setup: Setup; readonly csv?: string }
  | { readonly kind: 'open'; readonly file: Uint8Array; readonly csv?: string }
  | { readonly kind: 'stop' }
  | { readonly kind: 'save' };

/** From the worker. */
export type PlaygroundMessage =
  | { readonly kind: 'frame'; readonly frame: DrawnFrame }
  | { readonly kind: 'setup'; readonly setup: Setup }
  | { readonly kind: 'summary'; readonly text: string }
  | { readonly kind: 'end' }
  | { readonly kind: 'file'; readonly file: Uint8Array }
  | { readonly kind: 'error'; readonly message: string };
