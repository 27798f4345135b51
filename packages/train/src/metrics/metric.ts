// What is measured over an epoch, batch by batch.

import type { Cell, StateDict, Tensor } from '@cambium/tensor';
import type { Logs } from '../history.ts';

/** What a metric is shown of a batch. */
export interface MetricBatch {
  /** What the model returned. */
  readonly output: Tensor;
  /** What it should have been. */
  readonly target: Tensor;
}

/**
 * A value that grows over the batches of an epoch. Its sums are cells: the device is not asked for them before the
 * epoch ends, and a checkpoint in mid-epoch holds them.
 *
 * @typeParam Result a number, or several by name: they are logged as `name.key`
 */
export interface Metric<Result extends number | Logs = number | Logs> {
  /** Key in logs and history, for example `accuracy`. */
  readonly name: string;
  /** The sums so far, by name. */
  readonly state: Readonly<Record<string, Cell>>;
  /** Forgets all batches. */
  reset(): void;
  /** Takes in a batch. */
  update(batch: MetricBatch): void;
  /** The value over all batches since the reset; NaN if there were none. */
  result(): Promise<Result>;
  /** Tensors that a checkpoint has to keep and that no cell can hold, because their shapes change. */
  saveTensors?(): StateDict;
  /** Takes back what `saveTensors` gave. The tensors are freed afterwards: copy them. */
  loadTensors?(tensors: StateDict): void;
}

/** Reads metrics into logs: a number under the metric's name, several under `name.key`. */
export async function readMetrics(metrics: readonly Metric[]): Promise<Record<string, number>> {
  const logs: Record<string, number> = {};
  for (const metric of metrics) {
    const result = await metric.result();
    if (typeof result === 'number') logs[metric.name] = result;
    else for (const [key, value] of Object.entries(result)) logs[`${metric.name}.${key}`] = value;
  }
  return logs;
}
