// A run as lines of JSON in a file, epoch by epoch, and batch by batch if asked to.

import type { Callback } from '../callbacks/callback.ts';
import { checkEveryBatches } from '../callbacks/every-batches.ts';
import { writeFileAtomically } from './atomic-write.ts';
import { append, makeFolderOf, readText } from './files.ts';

/** Options of {@link jsonLinesLog}. */
export interface JsonLinesLogOptions {
  /** Batches between two lines with the loss of a batch; without it there are lines of epochs only. */
  everyBatches?: number;
}

/**
 * Appends a line of JSON for each epoch: `{"epoch":1,"loss":0.51}`, and `{"epoch":1,"batch":20,"loss":0.7}` every few
 * batches if asked to. Numbers of epochs and batches count from 1; NaN and infinity are `null`.
 *
 * A file of an earlier run is replaced. A resumed run keeps the lines up to its checkpoint and drops the others, with a
 * line that a kill cut off.
 *
 * @throws TensorError `value` if `everyBatches` is not an integer ≥ 1, `io` if the file cannot be read or written
 * @example
 * ```ts
 * const callbacks = [jsonLinesLog('runs/1/log.jsonl', { everyBatches: 20 })];
 * ```
 */
export function jsonLinesLog(path: string, { everyBatches }: JsonLinesLogOptions = {}): Callback {
  checkEveryBatches('jsonLinesLog', everyBatches);
  const write = (line: object): Promise<void> => append('jsonLinesLog', path, `${JSON.stringify(line)}\n`);
  return {
    name: 'jsonLinesLog',
    async onTrainBegin({ epoch, batch }) {
      await makeFolderOf('jsonLinesLog', path);
      const isFresh = epoch === 0 && batch === 0;
      const text = isFresh ? null : await readText('jsonLinesLog', path);
      const kept = (text ?? '').split('\n').filter((line) => isBefore(line, epoch + 1, batch));
      await writeFileAtomically(path, kept.map((line) => `${line}\n`).join(''));
    },
    async onBatchEnd(loss, { epoch, batch }) {
      if (everyBatches === undefined || batch % everyBatches !== 0) return;
      await write({ epoch: epoch + 1, batch, loss: await loss() });
    },
    onEpochEnd: (logs, { epoch }) => write({ epoch: epoch + 1, ...logs }),
  };
}

/** Whether a line is whole, and of an epoch or batch that the checkpoint has behind it. */
function isBefore(line: string, epoch: number, batch: number): boolean {
  try {
    const read = JSON.parse(line) as { epoch?: unknown; batch?: unknown };
    if (typeof read.epoch !== 'number') return false;
    return (
      read.epoch < epoch || (read.epoch === epoch && typeof read.batch === 'number' && read.batch <= batch)
    );
  } catch {
    // the line was cut off, or the file is of another kind
    return false;
  }
}
