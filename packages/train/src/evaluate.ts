// Measuring a model, and using it.

import type { Module } from '@cambium/layers';
import { concat, scope, type Tensor, TensorError } from '@cambium/tensor';
import type { TrainableModel } from './fit.ts';
import type { Logs } from './history.ts';
import { RunningMean } from './metrics/mean.ts';
import { checkedMetrics, type MeasuringOptions, readMetrics, updateMetrics } from './metrics/metric.ts';
import { checkBatch, type TrainingBatch } from './training-data.ts';
import { batchLoss, type LossFunction } from './weighted-loss.ts';

/** Options of {@link evaluate}. */
export interface EvaluateOptions extends MeasuringOptions {
  /** What is averaged over the samples. */
  loss: LossFunction;
}

/**
 * Mean loss and metrics of a model over all batches, in evaluation mode. The mode is put back afterwards. Weights in the
 * batches count in the loss and in `weightedMetrics`; `metrics` count all samples alike.
 *
 * @throws TensorError `value` if there are no batches, or if metrics do not fit
 * @example
 * ```ts
 * const { loss, accuracy: share } = await evaluate(model, test, { loss: crossEntropy, metrics: [accuracy()] });
 * ```
 */
export async function evaluate(
  model: TrainableModel,
  loader: AsyncIterable<TrainingBatch>,
  options: EvaluateOptions,
): Promise<Logs> {
  const mean = new RunningMean();
  const metrics = checkedMetrics('evaluate', options);
  let batches = 0;
  for (const metric of metrics) metric.reset();
  try {
    await inEvaluation(model, async () => {
      for await (const batch of loader) {
        checkBatch('evaluate', batch);
        batches++;
        scope(() => {
          const output = model.forward(batch.x);
          const { value, count, weights } = batchLoss(options.loss, output, batch);
          mean.add(value.mul(count), count);
          updateMetrics(options, { output, target: batch.y, weights });
        });
      }
    });
    if (batches === 0) throw new TensorError('evaluate', 'value', 'there are no batches to measure on.');
    return { loss: await mean.result(), ...(await readMetrics(metrics)) };
  } finally {
    mean.dispose();
  }
}

/**
 * Outputs of a model for a tensor of inputs, or for all batches of a loader (joined along the first axis), in
 * evaluation mode.
 *
 * @example
 * ```ts
 * const logits = await predict(model, images);
 * argMax(logits, -1).toArray();
 * ```
 */
export async function predict(
  model: TrainableModel,
  inputs: Tensor | AsyncIterable<{ readonly x: Tensor }>,
): Promise<Tensor> {
  return inEvaluation(model, async () => {
    if (!(Symbol.asyncIterator in inputs)) return scope(() => model.forward(inputs));
    const parts: Tensor[] = [];
    for await (const { x } of inputs) parts.push(scope(() => model.forward(x)).keep());
    if (parts.length === 0) throw new TensorError('predict', 'value', 'there are no batches to predict.');
    const joined = concat(parts);
    for (const part of parts) part.dispose();
    return joined;
  });
}

async function inEvaluation<T>(model: Module, run: () => Promise<T>): Promise<T> {
  const modes = [...model.namedModules().values()].map((module) => [module, module.isTraining] as const);
  model.eval();
  try {
    return await run();
  } finally {
    for (const [module, wasTraining] of modes) module.isTraining = wasTraining;
  }
}
