// Stopping when validation no longer gets better.

import { State, type StateDict, stateDictOf, TensorError } from '@cambium/tensor';
import type { Callback } from './callback.ts';

/** Options of {@link earlyStopping}. */
export interface EarlyStoppingOptions {
  /** Name of the value to watch, default `validationLoss`. */
  monitor?: string;
  /** Whether smaller or greater is better; default `min`, or `max` for names that contain `ccuracy`. */
  mode?: 'min' | 'max';
  /** Epochs without improvement after which to stop, default 1. */
  patience?: number;
  /** Least change that counts as improvement, default 0. */
  minDelta?: number;
  /** Put the weights of the best epoch back at the end, default `false`. */
  restoreBest?: boolean;
}

interface Progress {
  best: number;
  bestEpoch: number;
  waited: number;
}

/**
 * Ends the training when a value has not improved for `patience` epochs.
 *
 * @throws TensorError `value` at the end of the first epoch if nothing of that name is measured
 * @see course part 3.2.2
 * @example
 * ```ts
 * const callbacks = [earlyStopping({ patience: 2, restoreBest: true })];
 * await fit(model, { train, validation, loss: crossEntropy, optimizer, epochs: 20, callbacks });
 * ```
 */
export function earlyStopping(options: EarlyStoppingOptions = {}): Callback {
  const { monitor = 'validationLoss', patience = 1, minDelta = 0, restoreBest = false } = options;
  const sign = (options.mode ?? (monitor.includes('ccuracy') ? 'max' : 'min')) === 'max' ? -1 : 1;
  const fresh = (): Progress => ({ best: Number.POSITIVE_INFINITY, bestEpoch: -1, waited: 0 });
  let progress = fresh();
  let bestWeights: ReadonlyMap<string, State> | null = null;

  const remember = (weights: Readonly<StateDict>): void => {
    for (const weight of bestWeights?.values() ?? []) weight.value.dispose();
    bestWeights = new Map(Object.entries(weights).map(([name, value]) => [name, new State(value)]));
  };

  return {
    name: 'earlyStopping',
    onEpochEnd(logs, context) {
      const value = logs[monitor];
      if (value === undefined) {
        throw new TensorError(
          'earlyStopping',
          'value',
          `nothing named '${monitor}' is measured; there are ${Object.keys(logs).join(', ')}.`,
        );
      }
      if (sign * value < progress.best - minDelta) {
        progress = { best: sign * value, bestEpoch: context.epoch, waited: 0 };
        if (!restoreBest) return;
        remember(context.model.stateDict());
        return;
      }
      progress.waited++;
      if (progress.waited >= patience) {
        context.stop(`${monitor} has not improved since epoch ${progress.bestEpoch + 1}`);
      }
    },
    onTrainEnd({ model }) {
      if (bestWeights !== null) model.loadStateDict(stateDictOf(bestWeights));
      remember({});
      bestWeights = null;
      progress = fresh();
    },
    saveState: () => ({ ...progress, best: Number.isFinite(progress.best) ? progress.best : null }),
    saveTensors: () => (bestWeights === null ? {} : stateDictOf(bestWeights)),
    loadState(state, tensors) {
      const { best, bestEpoch, waited } = state as { best: number | null; bestEpoch: number; waited: number };
      progress = { best: best ?? Number.POSITIVE_INFINITY, bestEpoch, waited };
      if (Object.keys(tensors).length > 0) remember(tensors);
    },
  };
}
