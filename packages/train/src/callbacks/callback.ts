// What can look on while a model trains, and say stop.

import type { Module } from '@cambium/layers';
import type { Optimizer, OptimizerOptions } from '@cambium/optim';
import type { Parameter, StateDict, Tensor } from '@cambium/tensor';
import type { History, Logs } from '../history.ts';

/** Any optimizer. */
export type AnyOptimizer = Optimizer<string, OptimizerOptions, string>;

/** What callbacks are told, and the one thing they can ask for. */
export interface TrainingContext {
  /** The model that is trained. */
  readonly model: Module;
  /** The optimizer that trains it. */
  readonly optimizer: AnyOptimizer;
  /** Number of epochs to train. */
  readonly epochs: number;
  /** Batches an epoch. */
  readonly batches: number;
  /** The present epoch, from 0. */
  readonly epoch: number;
  /** Batches of the present epoch that are done. */
  readonly batch: number;
  /** The logs of the epochs that are done. */
  readonly history: History;
  /** Ends the training after the present epoch, or after the present batch when called from `onBatchEnd`. */
  stop(reason: string): void;
  /** The whole state of the training as a safetensors file; see `restoreCheckpoint`. */
  checkpoint(): Promise<Uint8Array>;
}

/**
 * Hooks into `fit`. What a hook returns is awaited before the next is called. The order is: the progress display, then
 * the callbacks in the order of the list, then those that run last, again in the order of the list.
 *
 * @example
 * ```ts
 * const shout: Callback = { name: 'shout', onEpochEnd: (logs, { epoch }) => console.log(epoch, logs.loss) };
 * ```
 */
export interface Callback {
  /** For messages, and the key of `state` in checkpoints. */
  readonly name: string;
  /** Whether it comes after the callbacks that follow it in the list; for what saves the work of others. */
  readonly runsLast?: boolean;
  /** Called before the first epoch. */
  onTrainBegin?(context: TrainingContext): void | Promise<void>;
  /** Called before the first batch of an epoch. */
  onEpochBegin?(context: TrainingContext): void | Promise<void>;
  /**
   * Sees what each layer gives in the forward pass, before its batch counts as done. Not awaited, not differentiated; the
   * tensors are freed after the batch.
   */
  onLayerOutput?(layer: object, output: unknown, context: TrainingContext): void;
  /**
   * Sees the gradients before `transformGradients` and the step. Not awaited; the tensors are freed after the batch, and
   * with them all that is made here and not `keep`ed.
   */
  onGradients?(gradients: ReadonlyMap<Parameter, Tensor>, context: TrainingContext): void;
  /** `loss` reads the loss of the batch; reading waits for the device. */
  onBatchEnd?(loss: () => Promise<number>, context: TrainingContext): void | Promise<void>;
  /** Called after an epoch with what it logged. */
  onEpochEnd?(logs: Logs, context: TrainingContext): void | Promise<void>;
  /** Called at the end in any case, also when training failed. */
  onTrainEnd?(context: TrainingContext): void | Promise<void>;
  /** What a checkpoint has to keep, as JSON. */
  saveState?(): unknown;
  /** Tensors that a checkpoint has to keep, by name. */
  saveTensors?(): StateDict;
  /** Takes back what `saveState` and `saveTensors` gave. The tensors are freed afterwards: copy them. */
  loadState?(state: unknown, tensors: StateDict): void;
}
