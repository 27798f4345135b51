// Stopping when validation no longer gets better.

import { State, type StateDict, stateDictOf, TensorError } from '@cambium/tensor';
import { BestValue } from './best.ts';
import type { Callback, TrainingContext } from './callback.ts';
import { type MonitorOptions, monitored, readMonitored } from './monitor.ts';

/** Options of {@link earlyStopping}. */
export interface EarlyStoppingOptions extends MonitorOptions {
  /** Epochs without improvement after which to stop, default 1. */
  patience?: number;
  /** Least change that counts as improvement, default 0. */
  minDelta?: number;
  /** Put the weights of the best epoch back at the end, default `false`. */
  restoreBest?: boolean;
}

/**
 * Ends the training when a value has not improved for `patience` epochs.
 *
 * @throws TensorError `value` for a patience or minDelta below 0, or at the end of the first epoch if nothing of that name is measured
 * @see course part 3.2.2
 * @example
 * ```ts
 * const callbacks = [earlyStopping({ patience: 2, restoreBest: true })];
 * await fit(model, { train, validation, loss: crossEntropy, optimizer, epochs: 20, callbacks });
 * ```
 */
export function earlyStopping(options: EarlyStoppingOptions = {}): Callback {
  const { patience = 1, minDelta = 0, restoreBest = false } = options;
  if (!(patience >= 0 && minDelta >= 0)) {
    const got = `got ${patience} and ${minDelta}`;
    throw new TensorError('earlyStopping', 'value', `patience and minDelta are numbers ≥ 0, ${got}.`);
  }
  const { monitor, mode } = monitored(options);
  const best = new BestValue(mode, minDelta);
  let waited = 0;
  let bestWeights: ReadonlyMap<string, State> | null = null;

  const remember = (weights: Readonly<StateDict>): void => {
    for (const weight of bestWeights?.values() ?? []) weight.value.dispose();
    bestWeights = new Map(Object.entries(weights).map(([name, value]) => [name, new State(value)]));
  };

  const stopIfDue = ({ stop }: TrainingContext): void => {
    if (waited === 0 || waited < patience) return;
    const since = best.epoch < 0 ? 'was never a number' : `has not improved since epoch ${best.epoch + 1}`;
    stop(`${monitor} ${since}`);
  };

  return {
    name: 'earlyStopping',
    // a run that was killed after its last epoch has no other epoch to go
    onTrainBegin: stopIfDue,
    onEpochEnd(logs, context) {
      if (best.improves(readMonitored('earlyStopping', monitor, logs), context.epoch)) {
        waited = 0;
        if (restoreBest) remember(context.model.stateDict());
        return;
      }
      waited++;
      stopIfDue(context);
    },
    onTrainEnd({ model, history }) {
      if (bestWeights !== null) {
        model.loadStateDict(stateDictOf(bestWeights));
        history.restoredEpoch = best.epoch;
      }
      remember({});
      bestWeights = null;
      best.reset();
      waited = 0;
    },
    saveState: () => ({ ...best.save(), waited }),
    saveTensors: () => (bestWeights === null ? {} : stateDictOf(bestWeights)),
    loadState(state, tensors) {
      const saved = state as { best: number | null; bestEpoch: number; waited: number };
      best.load(saved);
      waited = saved.waited;
      if (Object.keys(tensors).length > 0) remember(tensors);
    },
  };
}
