// The training loop.

import { valueAndGrad } from '@cambium/autograd';
import { type Module, observeLayers } from '@cambium/layers';
import { type Parameter, scope, type Tensor, TensorError, unobserved } from '@cambium/tensor';
import { defaultProgress } from '#progress';
import type { Callback, TrainingContext } from './callbacks/callback.ts';
import { type CheckpointParts, restoreCheckpoint, saveCheckpoint } from './checkpoint.ts';
import { evaluate } from './evaluate.ts';
import { checkOptions, type FitOptions, inOrder } from './fit-options.ts';
import { type History, type Logs, validationName } from './history.ts';
import { RunningMean } from './metrics/mean.ts';
import { checkedMetrics, type Metric, readMetrics, updateMetrics } from './metrics/metric.ts';
import { checkBatch, type TrainingBatch, type TrainingLoaders, trainingLoaders } from './training-data.ts';
import { type BatchLoss, batchLoss } from './weighted-loss.ts';

/** A model that takes one tensor. */
export type TrainableModel = Module & {
  /** What the model makes of a batch. */
  forward(x: Tensor): Tensor;
};

/**
 * Trains a model: for each batch forward, backward and a step of the optimizer; after each epoch the logs, validation
 * and callbacks. The model is in training mode meanwhile and in evaluation mode afterwards.
 *
 * @returns logs of each epoch
 * @throws TensorError `value` if the options make no sense, `anomaly` if the loss of an epoch is not finite
 * @example
 * ```ts
 * const history = await fit(model, { train, validation, loss: crossEntropy, optimizer, epochs: 3, metrics: [accuracy()] });
 * history.epochs.at(-1);   // { loss: 0.08, accuracy: 0.97, validationLoss: 0.06, validationAccuracy: 0.98 }, for example
 * ```
 */
export async function fit(model: TrainableModel, options: FitOptions): Promise<History> {
  return new FitRun(model, options).run();
}

class FitRun {
  readonly #model: TrainableModel;
  readonly #options: FitOptions;
  readonly #loaders: TrainingLoaders;
  readonly #callbacks: readonly Callback[];
  readonly #metrics: readonly Metric[];
  readonly #history: History = { epochs: [], stopReason: null, restoredEpoch: null };
  readonly #lossMetric = lossMetric();
  readonly #context: TrainingContext & { epoch: number; batch: number };

  constructor(model: TrainableModel, options: FitOptions) {
    checkOptions(options);
    const progress = options.progress === undefined ? defaultProgress() : options.progress;
    this.#model = model;
    this.#options = options;
    this.#loaders = trainingLoaders(options);
    this.#metrics = checkedMetrics('fit', options);
    this.#callbacks = inOrder(progress, options.callbacks ?? []);
    this.#context = {
      model,
      optimizer: options.optimizer,
      epochs: options.epochs,
      batches: this.#loaders.train.length,
      epoch: 0,
      batch: 0,
      history: this.#history,
      stop: (reason) => {
        this.#history.stopReason = reason;
      },
      checkpoint: () => saveCheckpoint(this.#parts()),
    };
  }

  async run(): Promise<History> {
    const context = this.#context;
    const { resumeFrom = null } = this.#options;
    if (resumeFrom !== null) this.#resume(resumeFrom);
    try {
      await this.#call('onTrainBegin', context);
      while (context.epoch < context.epochs && this.#history.stopReason === null) {
        await this.#epoch();
        context.epoch++;
        context.batch = 0;
      }
    } catch (error) {
      // the first error is the one to tell
      await this.#end().catch(() => undefined);
      throw error;
    }
    await this.#end();
    return this.#history;
  }

  /** Tells all callbacks, also those behind one that fails, which then is an error. */
  async #end(): Promise<void> {
    this.#model.eval();
    const failures: unknown[] = [];
    for (const callback of this.#callbacks) {
      try {
        await callback.onTrainEnd?.(this.#context);
      } catch (error) {
        failures.push(error);
      }
    }
    if (failures.length > 0) throw failures[0];
  }

  async #epoch(): Promise<void> {
    const context = this.#context;
    this.#model.train();
    if (context.batch === 0) for (const metric of this.#trainingMetrics()) metric.reset();
    await this.#call('onEpochBegin', context);
    const lossAndGrads = valueAndGrad(this.#model, (batch: TrainingBatch) => this.#forward(batch));
    for await (const batch of this.#loaders.train) {
      checkBatch('fit', batch);
      const loss = this.#step(lossAndGrads, batch);
      context.batch++;
      await this.#call('onBatchEnd', () => loss.item(), context);
      if (this.#history.stopReason !== null) return;
    }
    if (context.batch === 0)
      throw new TensorError('fit', 'value', 'there is nothing to learn from: train gave no batch.');
    const logs = await this.#measure();
    this.#history.epochs.push(logs);
    if (!Number.isFinite(logs.loss)) {
      throw new TensorError(
        'fit',
        'anomaly',
        `the loss of epoch ${context.epoch + 1} is ${logs.loss}. Try a smaller learning rate, or debug.detectAnomaly() to find the op.`,
      );
    }
    await this.#call('onEpochEnd', logs, context);
  }

  #forward(batch: TrainingBatch): [Tensor, BatchLoss, Tensor] {
    const { loss, penalty, classWeights } = this.#options;
    const output = this.#watched(() => this.#model.forward(batch.x));
    const error = batchLoss(loss, output, batch, classWeights);
    return [penalty === undefined ? error.value : error.value.add(penalty()), error, output];
  }

  /** Runs the forward pass and shows the layers' outputs to the callbacks that look at them. */
  #watched(forward: () => Tensor): Tensor {
    const watchers = this.#callbacks.filter((callback) => callback.onLayerOutput !== undefined);
    if (watchers.length === 0) return forward();
    return observeLayers((layer, _depth, output) => {
      unobserved(() => {
        for (const callback of watchers) callback.onLayerOutput?.(layer, output, this.#context);
      });
    }, forward);
  }

  /** One batch; returns its loss. Everything else is freed on return. */
  #step(
    lossAndGrads: (batch: TrainingBatch) => {
      value: [Tensor, BatchLoss, Tensor];
      grads: Map<Parameter, Tensor>;
    },
    batch: TrainingBatch,
  ): Tensor {
    const { optimizer, transformBatch, transformGradients } = this.#options;
    return scope(() => {
      const learned = transformBatch === undefined ? batch : transformBatch(batch);
      const { value, grads } = lossAndGrads(learned);
      const [loss, error, output] = value;
      for (const callback of this.#callbacks) callback.onGradients?.(grads, this.#context);
      optimizer.step(transformGradients === undefined ? grads : transformGradients(grads));
      this.#lossMetric.add(error.value.mul(error.count), error.count);
      updateMetrics(this.#options, { output, target: learned.y, weights: error.weights });
      return loss;
    });
  }

  async #measure(): Promise<Logs> {
    const logs = await readMetrics(this.#trainingMetrics());
    const { loss, metrics = [], weightedMetrics = [] } = this.#options;
    const { validation } = this.#loaders;
    if (validation === undefined) return logs;
    const validated = await evaluate(this.#model, validation, { loss, metrics, weightedMetrics });
    for (const [name, value] of Object.entries(validated)) logs[validationName(name)] = value;
    return logs;
  }

  #trainingMetrics(): Metric[] {
    return [this.#lossMetric, ...this.#metrics];
  }

  #parts(): CheckpointParts {
    const { optimizer, generator } = this.#options;
    return {
      model: this.#model,
      optimizer,
      loader: this.#loaders.train,
      validation: this.#loaders.validation,
      metrics: this.#trainingMetrics(),
      callbacks: this.#callbacks,
      history: this.#history,
      ...(generator === undefined ? {} : { generator }),
    };
  }

  #resume(bytes: Uint8Array): void {
    restoreCheckpoint(bytes, this.#parts());
    const { epoch, batch } = this.#loaders.train.stateDict();
    this.#context.epoch = epoch;
    this.#context.batch = batch;
  }

  async #call<K extends HookName>(hook: K, ...inputs: Parameters<Required<Callback>[K]>): Promise<void> {
    for (const callback of this.#callbacks) {
      const run = callback[hook] as ((...inputs: unknown[]) => void | Promise<void>) | undefined;
      await run?.apply(callback, inputs);
    }
  }
}

type HookName = 'onTrainBegin' | 'onEpochBegin' | 'onBatchEnd' | 'onEpochEnd';

/** The mean loss over samples, as a metric of its own kind: it is fed with losses, not with outputs. */
function lossMetric(): Metric & Pick<RunningMean, 'add'> {
  const mean = new RunningMean();
  return {
    name: 'loss',
    state: mean.state,
    add: (sum, count) => mean.add(sum, count),
    reset: () => mean.reset(),
    update: () => undefined,
    result: () => mean.result(),
  };
}
