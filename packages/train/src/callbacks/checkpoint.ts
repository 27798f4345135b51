// Saving checkpoints while training.

import { BestValue } from './best.ts';
import type { Callback } from './callback.ts';
import { checkEveryBatches } from './every-batches.ts';
import { type MonitorOptions, monitored, readMonitored } from './monitor.ts';

/** Options of {@link checkpointing}. */
export interface CheckpointingOptions extends MonitorOptions {
  /** Puts the bytes somewhere; `writeFileAtomically` of `@cambium/train/node` does it right for files. */
  save: (bytes: Uint8Array) => void | Promise<void>;
  /** Is given the state after each epoch whose monitored value is the best so far. */
  saveBest?: (bytes: Uint8Array) => void | Promise<void>;
  /** Batches between two checkpoints; without it one is saved after each epoch only. */
  everyBatches?: number;
}

/**
 * Saves the whole training state after each epoch, and every few batches if asked to. A run that is killed resumes
 * from the last one with `fit(model, { …, resumeFrom: bytes })` and ends with the same bits.
 *
 * It runs after all other callbacks, so that what they did in the epoch is in the checkpoint. Nothing is saved in a batch
 * whose loss is NaN or infinite: the checkpoint before it is of more use.
 *
 * @throws TensorError `value` if `everyBatches` is not an integer ≥ 1, or at the end of the first epoch if `saveBest` is
 * given and nothing of the monitored name is measured
 * @example
 * ```ts
 * const callbacks = [checkpointing({ save: (bytes) => writeFileAtomically('run.safetensors', bytes), everyBatches: 200 })];
 * ```
 */
export function checkpointing(options: CheckpointingOptions): Callback {
  const { save, saveBest, everyBatches } = options;
  checkEveryBatches('checkpointing', everyBatches);
  const { monitor, mode } = monitored(options);
  const best = new BestValue(mode);
  return {
    name: 'checkpointing',
    runsLast: true,
    async onBatchEnd(loss, context) {
      const due =
        everyBatches !== undefined && context.batch % everyBatches === 0 && context.batch < context.batches;
      // a run that has diverged keeps the checkpoint of before
      if (due && Number.isFinite(await loss())) await save(await context.checkpoint());
    },
    async onEpochEnd(logs, context) {
      const isBest =
        saveBest !== undefined && best.improves(readMonitored('checkpointing', monitor, logs), context.epoch);
      const bytes = await context.checkpoint();
      if (isBest) await saveBest(bytes);
      await save(bytes);
    },
    onTrainEnd: () => best.reset(),
    saveState: () => best.save(),
    loadState: (state) => {
      // null in checkpoints of versions that kept no best value
      if (state !== null) best.load(state as ReturnType<BestValue['save']>);
    },
  };
}
