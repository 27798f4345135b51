// Checkpoints in a folder: the last one and the best one.

import { join } from 'node:path';
import type { Callback } from '../callbacks/callback.ts';
import { type CheckpointingOptions, checkpointing } from '../callbacks/checkpoint.ts';
import { writeFileAtomically } from './atomic-write.ts';
import { makeFolderOf, readBytes } from './files.ts';

/** Options of {@link checkpointFiles}. */
export interface CheckpointFilesOptions extends Omit<CheckpointingOptions, 'save' | 'saveBest'> {
  /** Whether the best epoch is kept beside the last, default `true`; it needs the monitored value. */
  keepBest?: boolean;
}

const lastName = 'last.safetensors';
const bestName = 'best.safetensors';

/**
 * Keeps the whole training state in a folder, which is made if it is not there: `last.safetensors` after each epoch (and
 * every few batches if asked to), and `best.safetensors` of the epoch whose monitored value is the best so far.
 *
 * Files are replaced at once: a kill, or a full disk, in the middle of a write leaves the old ones.
 *
 * @throws TensorError `io` if a file cannot be written
 * @example
 * ```ts
 * const resumeFrom = await readCheckpoint('runs/1');   // null at the first start
 * const callbacks = [checkpointFiles('runs/1', { everyBatches: 500 })];
 * await fit(model, { train, validation, loss: crossEntropy, optimizer, epochs: 9, callbacks, resumeFrom });
 * ```
 */
export function checkpointFiles(folder: string, options: CheckpointFilesOptions = {}): Callback {
  const { keepBest = true, ...others } = options;
  const into = (name: string) => (bytes: Uint8Array) => writeFileAtomically(join(folder, name), bytes);
  const saving = checkpointing({
    ...others,
    save: into(lastName),
    ...(keepBest ? { saveBest: into(bestName) } : {}),
  });
  return {
    ...saving,
    name: 'checkpointFiles',
    onTrainBegin: () => makeFolderOf('checkpointFiles', join(folder, lastName)),
  };
}

/**
 * The last or the best checkpoint that {@link checkpointFiles} left in a folder; `null` if there is none yet.
 *
 * @throws TensorError `io` if there is one that cannot be read
 * @example
 * ```ts
 * const best = await readCheckpoint('runs/1', 'best');
 * if (best !== null) restoreCheckpoint(best, { model, optimizer, loader: train });
 * ```
 */
export async function readCheckpoint(
  folder: string,
  which: 'last' | 'best' = 'last',
): Promise<Uint8Array | null> {
  return readBytes('readCheckpoint', join(folder, which === 'last' ? lastName : bestName));
}
