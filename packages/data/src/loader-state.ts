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
  /** Tells orders of samples apart, so that another `shuffle`, `sampler` or `dropLast` is refused; `null` for an iterable. */
  readonly order?: number | null;
}

/** A number that follows from an order of samples. */
export function fingerprint(order: Int32Array): number {
  // FNV-1a, a sample at a time
  let hash = 0x811c9dc5;
  for (const index of order) hash = Math.imul(hash ^ index, 0x01000193);
  return hash >>> 0;
}

/** Makes sure that a state, perhaps from a file, belongs to a loader with these sizes. */
export function checkLoaderState(
  state: unknown,
  own: Pick<LoaderState, 'batchSize' | 'samples'> & {
    readonly length: number;
    /** The fingerprint of the order under a seed. */
    readonly orderOf: (seed: number) => number | null;
  },
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
  const order = own.orderOf(checked.seed);
  // states of earlier versions say nothing of the order
  if (read('order') !== undefined && read('order') !== order)
    throw refuse('the samples came in another order when saved. Use the same shuffle, sampler and dropLast.');
  return { ...checked, order, batchSize: own.batchSize, samples: own.samples };
}

function refuse(reason: string): TensorError {
  return new TensorError(
    'DataLoader.loadStateDict',
    'state',
    `${reason}${reason.endsWith('.') || reason.endsWith('?') ? '' : '.'}`,
  );
}
