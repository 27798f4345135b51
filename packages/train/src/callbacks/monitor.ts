// The value that a callback watches: where it is found, and when it is better.

import { TensorError } from '@cambium/tensor';
import type { Logs } from '../history.ts';

/** Options of callbacks that watch a value. */
export interface MonitorOptions {
  /** Name of the value to watch, default `validationLoss`. */
  monitor?: string;
  /** Whether smaller or greater is better; default `min`, or `max` for names of accuracies, precision, recall, areas, overlap and the like. */
  mode?: 'min' | 'max';
}

/** Names of values of which more is better. */
export const greaterIsBetter = /accuracy|precision|recall|f\d|area|iou|rsquared|match|confusion/i;

/** The name that is watched, and which direction is better. */
export function monitored({ monitor = 'validationLoss', mode }: MonitorOptions): Required<MonitorOptions> {
  return { monitor, mode: mode ?? (greaterIsBetter.test(monitor) ? 'max' : 'min') };
}

/** The watched value of an epoch. */
export function readMonitored(callback: string, monitor: string, logs: Logs): number {
  const value = logs[monitor];
  if (value !== undefined) return value;
  throw new TensorError(
    callback,
    'value',
    `nothing named '${monitor}' is measured; there are ${Object.keys(logs).join(', ')}.`,
  );
}
