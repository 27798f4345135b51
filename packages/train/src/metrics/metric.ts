// What is measured over an epoch, batch by batch.

import { type Cell, type StateDict, type Tensor, TensorError } from '@cambium/tensor';
import type { Logs } from '../history.ts';

/** What is measured beside the loss. */
export interface MeasuringOptions {
  /** Metrics that count all samples alike, whatever their weights. */
  metrics?: readonly Metric[];
  /**
   * Metrics in which samples count by their weights, as in the loss: accuracies, metrics of regression and perplexity.
   * Where there are no weights, all samples count alike.
   */
  weightedMetrics?: readonly Metric[];
}

/** What a metric is shown of a batch. */
export interface MetricBatch {
  /** What the model returned. */
  readonly output: Tensor;
  /** What it should have been. */
  readonly target: Tensor;
  /** How much each sample counts, `[samples]` or the shape of its losses; only for metrics in `weightedMetrics`. */
  readonly weights?: Tensor;
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
  /** Whether it heeds the weights of a batch, as `weightedMetrics` have to. */
  readonly takesWeights?: boolean;
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

/** Takes a batch into all metrics. */
export function updateMetrics(
  { metrics = [], weightedMetrics = [] }: MeasuringOptions,
  { output, target, weights }: { output: Tensor; target: Tensor; weights: Tensor | undefined },
): void {
  for (const metric of metrics) metric.update({ output, target });
  const weighted = weights === undefined ? { output, target } : { output, target, weights };
  for (const metric of weightedMetrics) metric.update(weighted);
}

/** All metrics. Throws `value` if names occur twice, or if one cannot weigh samples and should. */
export function checkedMetrics(
  op: string,
  { metrics = [], weightedMetrics = [] }: MeasuringOptions,
): Metric[] {
  const all = [...metrics, ...weightedMetrics];
  const names = all.map(({ name }) => name);
  if (new Set([...names, 'loss']).size !== names.length + 1) {
    const what = `metrics need names of their own, other than 'loss': got ${names.join(', ')}`;
    throw new TensorError(op, 'value', `${what}. Most take one: accuracy({ name: 'another' }).`);
  }
  const rigid = weightedMetrics.find(({ takesWeights }) => takesWeights !== true);
  if (rigid !== undefined) {
    const what = `'${rigid.name}' counts all samples alike`;
    throw new TensorError(op, 'value', `${what}. Put it among metrics instead of weightedMetrics.`);
  }
  return all;
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
