// What a loader and its workers say to each other. All of it can be cloned.

import type { ErrorCode } from '@cambium/tensor';
import type { HostBatch } from '../dataset.ts';

/** A function that a module exports. */
export interface TransformStep {
  /** Address of a module that exports the function, `new URL('./augment.js', import.meta.url)`; `'own'` for `serveTransforms`. */
  readonly module: string | { readonly href: string };
  /** The name under which the module exports it. */
  readonly name: string;
}

/** The same, as the worker reads it. */
export interface SentStep {
  readonly module: string;
  readonly name: string;
}

/** The first message to a worker. */
export interface Setup {
  readonly steps: readonly SentStep[];
  /** Where the worker notes what it is at: job, place of the sample, step. `null` without shared memory. */
  readonly progress: Int32Array | null;
}

/** Samples to transform. */
export interface Job {
  readonly id: number;
  /** The samples, one by one or as rows of arrays. */
  readonly samples: { readonly items: readonly unknown[] } | { readonly rows: HostBatch<object> };
  readonly indices: Int32Array;
  readonly epoch: number;
  readonly seed: number;
  /** Whether to stack the results to a batch. */
  readonly isBatch: boolean;
}

/** Why samples could not be transformed. */
export interface JobFailure {
  /** `end`: the worker is gone. `waiting`: it is gone, and had not begun. */
  readonly during: 'loading' | 'transform' | 'stacking' | 'end' | 'waiting';
  /** Number of the sample; `null` where no single one is to blame. */
  readonly index: number | null;
  /** Place of the transform; `null` where none is to blame. */
  readonly step: number | null;
  readonly reason: string;
  readonly code: ErrorCode | null;
  readonly stack: string | null;
}

/** What a worker answers: a sign of life, that it cannot begin, or the end of a job. */
export type Answer =
  | { readonly kind: 'alive' }
  | { readonly kind: 'unable'; readonly failure: JobFailure }
  | { readonly kind: 'failed'; readonly id: number; readonly failure: JobFailure }
  | { readonly kind: 'done'; readonly id: number; readonly result: unknown };

/** Places in `Setup.progress`. */
export const progressAt = { job: 0, sample: 1, step: 2, length: 3 } as const;

/** In `progress`, when the worker is at no job. */
export const idle = -1;
