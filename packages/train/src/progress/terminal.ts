// Progress in a terminal: a bar for each epoch, and a line with its results; only the line where output is no terminal.

import { Presets, SingleBar } from 'cli-progress';
import type { Callback } from '../callbacks/callback.ts';
import { formatLogs } from './format.ts';

/** Milliseconds between two readings of the loss, which may wait for the device. */
const refresh = 100;

/** The progress display of `fit` in Node; writes to standard error, so that standard output stays clean. */
export function defaultProgress(): Callback {
  let bar: SingleBar | null = null;
  let lastReading = 0;
  let epochStart = 0;
  return {
    name: 'progress',
    onEpochBegin({ epoch, epochs, batches, batch }) {
      epochStart = performance.now();
      if (!process.stderr.isTTY) return;
      bar = new SingleBar(
        {
          format: `epoch ${epoch + 1}/${epochs} {bar} {value}/{total} batches, {eta_formatted} left, loss {loss}`,
          stream: process.stderr,
          hideCursor: true,
          clearOnComplete: true,
          gracefulExit: true,
        },
        Presets.shades_classic,
      );
      bar.start(batches, batch, { loss: '…' });
    },
    async onBatchEnd(loss, { batch }) {
      if (bar === null) return;
      const now = performance.now();
      if (now - lastReading < refresh) return;
      lastReading = now;
      bar.update(batch, { loss: (await loss()).toPrecision(4) });
    },
    onEpochEnd(logs, { epoch, epochs }) {
      bar?.stop();
      bar = null;
      const seconds = ((performance.now() - epochStart) / 1000).toFixed(1);
      process.stderr.write(`epoch ${epoch + 1}/${epochs}  ${seconds} s  ${formatLogs(logs)}\n`);
    },
    onTrainEnd({ history }) {
      bar?.stop();
      bar = null;
      if (history.stopReason !== null) process.stderr.write(`stopped: ${history.stopReason}\n`);
    },
  };
}
