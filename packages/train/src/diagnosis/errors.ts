// The errors that a diagnosis compares, read from a history.

import { TensorError } from '@cambium/tensor';
import { greaterIsBetter } from '../callbacks/monitor.ts';
import { type History, type Logs, validationName } from '../history.ts';

/** Errors of one model on different sets: shares of wrong answers, or losses. */
export interface SetErrors {
  /** On the training set. */
  readonly train: number;
  /** On the validation set, which the design was tuned on. */
  readonly validation: number;
  /** On samples like the training set's that were not learned from, where validation data is of another kind. */
  readonly trainingLike?: number;
  /** On the test set, which nothing was tuned on. */
  readonly test?: number;
}

/** What {@link diagnose} reads: a history of `fit`, or its epochs from a log. */
export type ReadableHistory = Pick<History, 'epochs'> & Partial<Pick<History, 'restoredEpoch'>>;

/** The errors of the model that came out of a training. */
export interface ModelErrors {
  readonly errors: SetErrors;
  /** What the errors are: `1 − accuracy`, or the name of a loss. */
  readonly measure: string;
  readonly isShare: boolean;
  /** Errors of the epoch with the least validation error. */
  readonly best: SetErrors;
  /** Number of that epoch, from 0. */
  readonly bestEpoch: number;
  /** By which share the training loss fell in the last epoch; 0 after one epoch. */
  readonly lastFall: number;
}

/** Errors of the last epoch, or of the one whose weights were restored: of accuracy where it is measured, else of the loss. What should be great is taken from 1. */
export function modelErrors({ epochs, restoredEpoch }: ReadableHistory, metric?: string): ModelErrors {
  const final = epochs.at(-1);
  if (final === undefined) throw refuse('the history has no epochs.');
  const name = metric ?? ['accuracy', 'binaryAccuracy'].find((each) => each in final) ?? 'loss';
  const isShare = greaterIsBetter.test(name);
  const all = epochs.map((logs) => errorsOf(logs, name, isShare));
  const bestEpoch = all.reduce((best, each, i) => (each.validation < all[best]!.validation ? i : best), 0);
  const [before, after] = [epochs.at(-2)?.loss, final.loss];
  return {
    errors: all[restoredEpoch ?? all.length - 1]!,
    measure: isShare ? `1 − ${name}` : name,
    isShare,
    best: all[bestEpoch]!,
    bestEpoch,
    lastFall: before === undefined || after === undefined ? 0 : (before - after) / Math.abs(before),
  };
}

function errorsOf(logs: Logs, name: string, isShare: boolean): SetErrors {
  const read = (key: string): number => {
    const value = logs[key];
    if (value === undefined) {
      const hint = key === name ? '' : ' Give fit a validation set.';
      throw refuse(`'${key}' is not in the history; there are ${Object.keys(logs).join(', ')}.${hint}`);
    }
    return isShare ? 1 - value : value;
  };
  return { train: read(name), validation: read(validationName(name)) };
}

function refuse(reason: string): TensorError {
  return new TensorError('diagnose', 'value', reason);
}
