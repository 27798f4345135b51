// Learning rates that change from epoch to epoch: by a function, or when a value no longer gets better.

import { PlateauDecay, type PlateauOptions } from '@cambium/optim';
import { State, type StateDict, stateDictOf, TensorError } from '@cambium/tensor';
import type { AnyOptimizer, Callback } from './callback.ts';
import { type MonitorOptions, monitored, readMonitored } from './monitor.ts';

/**
 * Sets the learning rate of all groups at the beginning of each epoch. Schedules that change with each step are a matter of
 * the optimizer (`learningRate: cosineDecay(…)`); the two exclude each other.
 *
 * @param rateOf gets the number of the epoch, from 0, and the present rate of the first group
 * @throws TensorError `value` if the rate is not a number ≥ 0, or at the end of the epoch if the optimizer has a schedule
 * @see course part 4.5
 * @example
 * ```ts
 * const callbacks = [learningRateSchedule((epoch) => 0.1 / (1 + 0.5 * epoch))];
 * ```
 */
export function learningRateSchedule(rateOf: (epoch: number, rate: number) => number): Callback {
  const name = 'learningRateSchedule';
  let wanted = Number.NaN;
  return {
    name,
    async onEpochBegin({ epoch, batch, optimizer }) {
      // Resumed in mid-epoch: the rate is in the checkpoint, and the function may build on the rate before.
      if (batch > 0) {
        wanted = await optimizer.learningRate.value.item();
        return;
      }
      const rate = rateOf(epoch, await optimizer.learningRate.value.item());
      if (!(rate >= 0 && Number.isFinite(rate))) {
        throw new TensorError(name, 'value', `a rate is a number ≥ 0, got ${rate} for epoch ${epoch + 1}.`);
      }
      for (const each of optimizer.learningRates) each.assign(rate);
      wanted = await optimizer.learningRate.value.item();
    },
    async onEpochEnd(_logs, { optimizer }) {
      const rate = await optimizer.learningRate.value.item();
      if (rate === wanted) return;
      const what = `set the rate to ${wanted}, but it is ${rate}: the optimizer has a schedule, or another callback changes it`;
      throw new TensorError(name, 'value', `${what}. Use one of the two.`);
    },
  };
}

/** Options of {@link reduceOnPlateau}. */
export interface ReduceOnPlateauOptions extends MonitorOptions, Omit<PlateauOptions, 'mode'> {}

/**
 * Lowers the learning rates when a value has not improved for more than `patience` epochs; see `PlateauDecay` of
 * `@cambium/optim`. An epoch whose value is NaN counts as one without progress.
 *
 * @throws TensorError `value` at the end of the first epoch if nothing of the monitored name is measured
 * @example
 * ```ts
 * const callbacks = [reduceOnPlateau({ factor: 0.5, patience: 2 }), earlyStopping({ patience: 6 })];
 * ```
 */
export function reduceOnPlateau(options: ReduceOnPlateauOptions = {}): Callback {
  const { monitor: _monitor, mode: _mode, ...plateauOptions } = options;
  const { monitor, mode } = monitored(options);
  const worst = mode === 'min' ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY;
  const make = (optimizer: Pick<AnyOptimizer, 'learningRates'>): PlateauDecay =>
    new PlateauDecay(optimizer, { ...plateauOptions, mode });
  // Refuses bad options now, not in the first epoch.
  make({ learningRates: [] });
  let decay: PlateauDecay | null = null;
  let loaded: ReadonlyMap<string, State> | null = null;
  return {
    name: 'reduceOnPlateau',
    onTrainBegin({ optimizer }) {
      decay = make(optimizer);
      if (loaded !== null) decay.loadStateDict(stateDictOf(loaded));
      loaded = null;
    },
    onEpochEnd(logs) {
      const value = readMonitored('reduceOnPlateau', monitor, logs);
      decay?.step(Number.isNaN(value) ? worst : value);
    },
    saveTensors: (): StateDict => decay?.stateDict() ?? {},
    loadState(_state, tensors) {
      loaded = new Map(Object.entries(tensors).map(([name, value]) => [name, new State(value)]));
    },
  };
}
