// What is measured over an epoch, batch by batch.

import type { Cell, Tensor } from '@cambium/tensor';

/** What a metric is shown of a batch. */
export interface MetricBatch {
  /** What the model returned. */
  readonly output: Tensor;
  /** What it should have been. */
  readonly target: Tensor;
}

/**
 * A number that grows over the batches of an epoch. Its sums are cells: the device is not asked for them before the
 * epoch ends, and a checkpoint in mid-epoch holds them.
 */
export interface Metric {
  /** Key in logs and history, for example `accuracy`. */
  readonly name: string;
  /** The sums so far, by name. */
  readonly state: Readonly<Record<string, Cell>>;
  /** Forgets all batches. */
  reset(): void;
  /** Takes in a batch. */
  update(batch: MetricBatch): void;
  /** The value over all batches since the reset; NaN if there were none. */
  result(): Promise<number>;
}
