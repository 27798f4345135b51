// A run as TensorBoard shows it.

import { join } from 'node:path';
import { type Parameter, State } from '@cambium/tensor';
import type { Callback, TrainingContext } from '../../callbacks/callback.ts';
import { checkEveryBatches } from '../../callbacks/every-batches.ts';
import { type Logs, validationName } from '../../history.ts';
import type { Event } from './event.ts';
import { EventFile } from './event-file.ts';
import { type Histogram, histogramOf } from './histogram.ts';

/** Options of {@link tensorBoard}. */
export interface TensorBoardOptions {
  /** Batches between two losses of batches (`batchLoss`); without it there are values of epochs only. */
  everyBatches?: number;
  /** Histograms of weights after each epoch, and of the gradients in its first batch. Default `false`. */
  histograms?: boolean;
}

/**
 * Writes event files for TensorBoard: logs of epochs and the learning rate, losses of batches and histograms if asked to.
 * The runs are `train` and `validation` inside the folder, so that `loss` of both is one chart. Steps are batches.
 *
 * A resumed run begins a new file, which tells TensorBoard to drop what was written behind the checkpoint.
 *
 * @throws TensorError `value` if `everyBatches` is not an integer ≥ 1, `io` if a file cannot be written
 * @see https://github.com/tensorflow/tensorboard
 * @example
 * ```ts
 * const callbacks = [tensorBoard('runs/1', { histograms: true })];   // then: tensorboard --logdir runs
 * ```
 */
export function tensorBoard(folder: string, options: TensorBoardOptions = {}): Callback {
  const { everyBatches, histograms = false } = options;
  checkEveryBatches('tensorBoard', everyBatches);
  const files = new Map<string, EventFile>();
  const gradients = new Map<Parameter, State>();
  let firstStep = 0;
  let isResumed = false;

  const write = async (run: 'train' | 'validation', events: readonly Event[]): Promise<void> => {
    let file = files.get(run);
    if (file === undefined) {
      file = await EventFile.create('tensorBoard', join(folder, run));
      files.set(run, file);
      if (isResumed) await file.add('tensorBoard', [{ step: firstStep + 1, isRestart: true }]);
    }
    await file.add('tensorBoard', events);
  };
  const forget = (): void => {
    for (const each of gradients.values()) each.value.dispose();
    gradients.clear();
  };

  return {
    name: 'tensorBoard',
    async onTrainBegin(context) {
      files.clear();
      isResumed = context.epoch > 0 || context.batch > 0;
      firstStep = await stepOf(context);
    },
    onGradients(given, { batch }) {
      if (!histograms || batch > 0) return;
      for (const [parameter, gradient] of given) gradients.set(parameter, new State(gradient));
    },
    async onBatchEnd(loss, context) {
      if (everyBatches === undefined || context.batch % everyBatches !== 0) return;
      await write('train', [
        { step: await stepOf(context), scalars: new Map([['batchLoss', await loss()]]) },
      ]);
    },
    async onEpochEnd(logs, context) {
      const step = await stepOf(context);
      const { train, validation } = bySet(logs);
      train.set('learningRate', await context.optimizer.learningRate.value.item());
      const event: Event = { step, scalars: train };
      const counted = histograms ? await histogramsOf(context, gradients) : new Map<string, Histogram>();
      forget();
      await write('train', [counted.size === 0 ? event : { ...event, histograms: counted }]);
      if (validation.size > 0) await write('validation', [{ step, scalars: validation }]);
    },
    onTrainEnd: forget,
  };
}

/** Batches done since the beginning of the training; the loader may not know how many an epoch has. */
function stepOf({ optimizer }: TrainingContext): Promise<number> {
  return optimizer.steps.value.item();
}

/** Logs of the training set, and those of the validation set under the same names. */
function bySet(logs: Logs): Record<'train' | 'validation', Map<string, number>> {
  const validated = new Map(Object.keys(logs).map((name) => [validationName(name), name]));
  const [train, validation] = [new Map<string, number>(), new Map<string, number>()];
  for (const [name, value] of Object.entries(logs)) {
    const plain = validated.get(name);
    if (plain === undefined) train.set(name, value);
    else validation.set(plain, value);
  }
  return { train, validation };
}

async function histogramsOf(
  { model }: TrainingContext,
  gradients: ReadonlyMap<Parameter, State>,
): Promise<Map<string, Histogram>> {
  const found = new Map<string, Histogram>();
  for (const [name, parameter] of model.namedParameters()) {
    for (const [kind, cell] of [
      ['weights', parameter],
      ['gradients', gradients.get(parameter)],
    ] as const) {
      const histogram = cell === undefined ? null : histogramOf(await cell.value.data());
      if (histogram !== null) found.set(`${kind}/${name}`, histogram);
    }
  }
  return found;
}
