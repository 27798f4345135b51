// Measuring a model, and using it.

import type { Module } from '@cambium/layers';
import { concat, scope, type Tensor, TensorError } from '@cambium/tensor';
import type { TrainableModel } from './fit.ts';
import type { Logs } from './history.ts';
import { RunningMean } from './metrics/mean.ts';
import { type Metric, readMetrics } from './metrics/metric.ts';
import type { TrainingBatch } from './training-data.ts';
import { batchLoss, type LossFunction } from './weighted-loss.ts';

/** Options of {@link evaluate}. */
export interface EvaluateOptions {
  /** What is averaged over the samples. */
  loss: LossFunction;
  /** What is measured besides; nothing unless given. */
  metrics?: readonly Metric[];
}

/**
 * Mean loss and metrics of a model over all batches, in evaluation mode. The mode is put back afterwards. Weights in the
 * batches count in the loss; metrics count all samples alike.
 *
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
  const metrics = options.metrics ?? [];
  for (const metric of metrics) metric.reset();
  try {
    await inEvaluation(model, async () => {
      for await (const batch of loader) {
        scope(() => {
          const output = model.forward(batch.x);
          const { value, count } = batchLoss(options.loss, output, batch);
          mean.add(value.mul(count), count);
          for (const metric of metrics) metric.update({ output, target: batch.y });
        });
      }
    });
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
