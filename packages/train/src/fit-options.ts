// What `fit` can be told, and what makes no sense.

import { type Generator, type Parameter, type Tensor, TensorError } from '@cambium/tensor';
import type { AnyOptimizer, Callback } from './callbacks/callback.ts';
import { checkedMetrics, type MeasuringOptions } from './metrics/metric.ts';
import type { TrainingBatch, TrainingData } from './training-data.ts';
import type { LossFunction } from './weighted-loss.ts';

/** Options of {@link fit}. */
export interface FitOptions extends TrainingData, MeasuringOptions {
  /** What is made small. */
  loss: LossFunction;
  /** How much each class counts in the training loss, by its number; see `balancedClassWeights`. */
  classWeights?: readonly number[];
  /** What changes the parameters. */
  optimizer: AnyOptimizer;
  /** Passes over the training data. */
  epochs: number;
  /** Called in this order, but for those that run last; see {@link Callback}. */
  callbacks?: readonly Callback[];
  /** A term that depends on the weights alone, such as `() => l2Penalty(model, …)`. Added to the training loss. */
  penalty?: () => Tensor;
  /**
   * Changes each batch to learn from, for example `({ x, y }) => mixup({ x, y: oneHot(y, 10) })`. Metrics of the training see
   * the changed batch; validation is left alone.
   */
  transformBatch?: (batch: TrainingBatch) => TrainingBatch;
  /** Changes the gradients before the step, for example `(grads) => clipByGlobalNorm(grads, 1)`. */
  transformGradients?: (gradients: Map<Parameter, Tensor>) => Map<Parameter, Tensor>;
  /** Shows progress; a bar in terminals, a line an epoch elsewhere, nothing in browsers. `null` is silent. */
  progress?: Callback | null;
  /**
   * Continues a run from its checkpoint; see `saveCheckpoint`. `null` starts from the beginning. The numbers of the optimizer,
   * such as its learning rate, are those of the checkpoint.
   */
  resumeFrom?: Uint8Array | null;
  /** Source of randomness to save in checkpoints; the default generator unless given. */
  generator?: Generator;
}

/** The order of calls: the progress display first, so that its bar is gone when others print. */
export function inOrder(progress: Callback | null, callbacks: readonly Callback[]): Callback[] {
  const first = progress === null ? [] : [progress];
  const runsLast = ({ runsLast = false }: Callback): boolean => runsLast;
  return [...first, ...callbacks.filter((each) => !runsLast(each)), ...callbacks.filter(runsLast)];
}

/** Refuses options that make no sense. */
export function checkOptions(options: FitOptions): void {
  const { epochs, train, callbacks = [] } = options;
  if (!Number.isInteger(epochs) || epochs < 0)
    throw new TensorError('fit', 'value', `epochs is an integer ≥ 0, got ${epochs}.`);
  if (train.length === 0)
    throw new TensorError('fit', 'value', 'there is nothing to learn from: train is empty.');
  const kept = callbacks.filter((each) => each.saveState !== undefined || each.saveTensors !== undefined);
  const twice = kept.map(({ name }) => name).find((name, i, all) => all.indexOf(name) !== i);
  if (twice !== undefined) {
    const fix = "Rename one: { ...callback, name: 'another' }.";
    const what = `two callbacks named '${twice}' would share one state in checkpoints`;
    throw new TensorError('fit', 'value', `${what}. ${fix}`);
  }
  checkedMetrics('fit', options);
}
