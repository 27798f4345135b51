// Where a loader stands, as plain JSON for checkpoints.

import { TensorError } from '@cambium/tensor';
import { describe } from './host-array.ts';

/** Position of a `DataLoader`. Plain JSON. */
export interface LoaderState {
  /** Epochs begun before this one. */
  readonly epoch: number;
  /** Batches of the epoch that have been handed out. */
  readonly batch: number;
  /** What the order of the samples follows from. */
  readonly seed: number;
  /** Samples in a batch; `null` for a dataset of batches. */
  readonly batchSize: number | null;
  /** Samples in an epoch; `null` for an iterable. */
  readonly samples: number | null;
}

/** Makes sure that a state, perhaps from a file, belongs to a loader with these sizes. */
export function checkLoaderState(
  state: unknown,
  own: { readonly batchSize: number | null; readonly samples: number | null; readonly length: number },
): LoaderState {
  if (typeof state !== 'object' || state === null)
    throw refuse(`takes what stateDict() gave, got ${describe(state)}`);
  const read = (key: keyof LoaderState): unknown => (state as Readonly<Record<string, unknown>>)[key];
  const count = (key: keyof LoaderState): number => {
    const value = read(key);
    if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return value;
    throw refuse(`${key} is an integer ≥ 0, got ${typeof value === 'number' ? value : describe(value)}`);
  };
  const checked = { epoch: count('epoch'), batch: count('batch'), seed: count('seed') };
  const same = (key: 'batchSize' | 'samples', hint: string): void => {
    const [saved, here] = [read(key), own[key]];
    if (saved !== here)
      throw refuse(`${key} was ${String(saved)} when saved, here it is ${String(here)}. ${hint}`);
  };
  same('samples', 'Is it another dataset?');
  same('batchSize', 'Positions count batches: use the same size.');
  if (checked.batch > own.length) throw refuse(`batch is ${checked.batch}, an epoch has only ${own.length}`);
  return { ...checked, batchSize: own.batchSize, samples: own.samples };
}

function refuse(reason: string): TensorError {
  return new TensorError(
    'DataLoader.loadStateDict',
    'state',
    `${reason}${reason.endsWith('.') || reason.endsWith('?') ? '' : '.'}`,
  );
}
