// Stopping when the loss is no number any more.

import type { Callback } from './callback.ts';
import { checkEveryBatches } from './every-batches.ts';

/** Options of {@link terminateOnNaN}. */
export interface TerminateOnNaNOptions {
  /** Batches between two looks at the loss, default 1. A look waits for the device. */
  everyBatches?: number;
}

/**
 * Ends the training, without an error, at the first batch whose loss is NaN or infinite. With
 * `earlyStopping({ restoreBest: true })` the weights of the best epoch come back.
 *
 * @throws TensorError `value` if `everyBatches` is not an integer ≥ 1
 * @example
 * ```ts
 * const { stopReason } = await fit(model, { train, loss: crossEntropy, optimizer, epochs: 9, callbacks: [terminateOnNaN()] });
 * stopReason;   // 'the loss is NaN in batch 12 of epoch 3', or null
 * ```
 */
export function terminateOnNaN({ everyBatches = 1 }: TerminateOnNaNOptions = {}): Callback {
  checkEveryBatches('terminateOnNaN', everyBatches);
  return {
    name: 'terminateOnNaN',
    async onBatchEnd(loss, { batch, batches, epoch, stop }) {
      // The last batch too: an epoch that ends with such a loss is an error of fit.
      if (batch % everyBatches !== 0 && batch !== batches) return;
      const value = await loss();
      if (!Number.isFinite(value)) stop(`the loss is ${value} in batch ${batch} of epoch ${epoch + 1}`);
    },
  };
}
