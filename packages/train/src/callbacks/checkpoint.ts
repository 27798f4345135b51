// Saving checkpoints while training.

import { TensorError } from '@cambium/tensor';
import type { Callback } from './callback.ts';

/** Options of {@link checkpointing}. */
export interface CheckpointingOptions {
  /** Puts the bytes somewhere; `writeFileAtomically` of `@cambium/train/node` does it right for files. */
  save: (bytes: Uint8Array) => void | Promise<void>;
  /** Batches between two checkpoints; without it one is saved after each epoch only. */
  everyBatches?: number;
}

/**
 * Saves the whole training state after each epoch, and every few batches if asked to. A run that is killed resumes
 * from the last one with `fit(model, { …, resumeFrom: bytes })` and ends with the same bits.
 *
 * @example
 * ```ts
 * const callbacks = [checkpointing({ save: (bytes) => writeFileAtomically('run.safetensors', bytes), everyBatches: 200 })];
 * ```
 */
export function checkpointing({ save, everyBatches }: CheckpointingOptions): Callback {
  if (everyBatches !== undefined && !(Number.isInteger(everyBatches) && everyBatches > 0)) {
    throw new TensorError('checkpointing', 'value', `everyBatches is an integer ≥ 1, got ${everyBatches}.`);
  }
  return {
    name: 'checkpointing',
    async onBatchEnd(_loss, context) {
      const due =
        everyBatches !== undefined && context.batch % everyBatches === 0 && context.batch < context.batches;
      if (due) await save(await context.checkpoint());
    },
    async onEpochEnd(_logs, context) {
      await save(await context.checkpoint());
    },
  };
}
