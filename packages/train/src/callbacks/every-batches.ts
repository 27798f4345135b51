// The option `everyBatches` of callbacks.

import { TensorError } from '@cambium/tensor';

/** Refuses a number of batches that is none; it may be left out. */
export function checkEveryBatches(callback: string, everyBatches: number | undefined): void {
  if (everyBatches === undefined || (Number.isInteger(everyBatches) && everyBatches > 0)) return;
  throw new TensorError(callback, 'value', `everyBatches is an integer ≥ 1, got ${everyBatches}.`);
}
