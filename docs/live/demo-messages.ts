// What a page and the worker of a demo say to each other.

import type { Asked } from './demo.ts';
import type { Language } from './words.ts';

/** To the worker. */
export type DemoRequest =
  | {
      readonly kind: 'start';
      readonly name: string;
      readonly settings: Readonly<Record<string, string | number>>;
      readonly language: Language;
    }
  | { readonly kind: 'stop' }
  | { readonly kind: 'ask'; readonly asked: Asked };

/** A frame, its pictures drawn. */
export interface DrawnFrame {
  readonly progress?: number;
  readonly values?: Readonly<Record<string, number>>;
  readonly pictures?: Readonly<Record<string, string>>;
  readonly text?: string;
}

/** From the worker. */
export type DemoMessage =
  | { readonly kind: 'ready'; readonly backend: string; readonly threads: number }
  | { readonly kind: 'frame'; readonly frame: DrawnFrame }
  | { readonly kind: 'end'; readonly answers: boolean }
  | { readonly kind: 'error'; readonly message: string };
