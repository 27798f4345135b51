// The history of a run as a table in a file.

import type { Callback, TrainingContext } from '../callbacks/callback.ts';
import type { Logs } from '../history.ts';
import { writeFileAtomically } from './atomic-write.ts';
import { makeFolderOf } from './files.ts';

/**
 * Writes a row for each epoch into a CSV file: `epoch` (from 1), then the logs. A file of an earlier run is replaced; a
 * resumed run goes on where its checkpoint was.
 *
 * The file is replaced as a whole after each epoch: a kill leaves a valid table.
 *
 * @throws TensorError `io` if the file cannot be written
 * @example
 * ```ts
 * await fit(model, { train, loss: crossEntropy, optimizer, epochs: 9, callbacks: [csvLog('runs/1/history.csv')] });
 * // epoch,loss,accuracy
 * // 1,0.512,0.87
 * ```
 */
export function csvLog(path: string): Callback {
  const write = ({ history }: TrainingContext): Promise<void> =>
    writeFileAtomically(path, tableOf(history.epochs));
  return {
    name: 'csvLog',
    async onTrainBegin(context) {
      await makeFolderOf('csvLog', path);
      await write(context);
    },
    onEpochEnd: (_logs, context) => write(context),
  };
}

/** Columns are all names that occur; a cell without a value is empty. */
function tableOf(epochs: readonly Logs[]): string {
  const names = [...new Set(epochs.flatMap((logs) => Object.keys(logs)))];
  const rows = epochs.map((logs, epoch) => [epoch + 1, ...names.map((name) => logs[name] ?? '')]);
  return [['epoch', ...names.map(quoted)], ...rows].map((row) => `${row.join(',')}\n`).join('');
}

function quoted(name: string): string {
  return /[",\n\r]/.test(name) ? `"${name.replaceAll('"', '""')}"` : name;
}
