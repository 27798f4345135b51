// Where a loader's batches come from, on the host. There are two sources, numbered samples and iterables.

import { type ErrorCode, TensorError } from '@cambium/tensor';
import type { HostBatch } from './dataset.ts';
import { describe } from './host-array.ts';
import { HostRandom } from './host-random.ts';

/** What a transform may depend on besides the sample. */
export interface SampleContext {
  /** The sample's number. */
  readonly index: number;
  /** Passes over the data before this one. */
  readonly epoch: number;
  /** Random numbers for this sample in this epoch: the same after a resume, and whatever the order of work. */
  readonly random: HostRandom;
}

/** How samples become batches. */
export interface Recipe<Item, Sample, Batched> {
  readonly batchSize: number;
  readonly dropLast: boolean;
  readonly transform: ((item: Item, context: SampleContext) => Sample | Promise<Sample>) | null;
  /** May be async, for work that is done elsewhere. Throws errors that name their place, see {@link sampleError}. */
  readonly collate: (
    samples: readonly Sample[],
    indices: Int32Array,
    position: Position,
  ) => HostBatch<Batched> | Promise<HostBatch<Batched>>;
}

/** Which batch of which epoch. */
export interface Position {
  readonly epoch: number;
  readonly batch: number;
  readonly seed: number;
}

/** Host batches, epoch by epoch. */
export interface BatchSource<Batched> {
  /** Batches in an epoch; `Infinity` where only the end will tell. */
  readonly length: number;
  /** A number that tells the order of samples under a seed from others; `null` where the data has its own order. */
  orderOf(seed: number): number | null;
  /** The batches of an epoch from `position` on. */
  open(position: Position): BatchStream<Batched>;
}

/** The batches of one epoch. `next` may be called again before the earlier promise is settled. */
export interface BatchStream<Batched> {
  /** The next batch, or `null` after the last. */
  next(): Promise<HostBatch<Batched> | null>;
  /** Gives up the rest. */
  close(): void;
}

/** A sample as the transform leaves it. */
export function applyTransform<Item, Sample>(
  { transform }: Recipe<Item, Sample, never>,
  item: Item,
  index: number,
  { epoch, seed }: Position,
): Sample | Promise<Sample> {
  // Without a transform, the loader's types make Sample and Item the same.
  if (transform === null) return item as Item & Sample;
  const context: SampleContext = {
    index,
    epoch,
    get random() {
      return new HostRandom(seed).fork(1, epoch, index);
    },
  };
  return transform(item, context);
}

/** Refuses what foreign code gives instead of a batch; `null` would end the epoch. */
export function expectBatch<Batched>(batch: HostBatch<Batched>): HostBatch<Batched> {
  if (typeof batch === 'object' && batch !== null) return batch;
  throw new TensorError('getBatch', 'value', `a batch is an object of named arrays, got ${describe(batch)}.`);
}

/** The error for a sample or a batch that failed, with its place. */
export function sampleError(
  what: string,
  { epoch, batch }: Position,
  error: unknown,
  code: ErrorCode = error instanceof TensorError ? error.code : 'io',
): TensorError {
  const reason = error instanceof Error ? error.message : String(error);
  return new TensorError('DataLoader', code, `${what} (batch ${batch} of epoch ${epoch}) failed: ${reason}`, {
    cause: error,
  });
}
