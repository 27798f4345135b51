// How a loader's options make samples into batches: in this thread, or in workers.

import { ArrayDataset } from './array-dataset.ts';
import { expectBatch, type Position, type Recipe, sampleError } from './batch-source.ts';
import { collate as stackSamples } from './collate.ts';
import type { Dataset, HostBatch } from './dataset.ts';
import type { WholeBatch } from './indexed-source.ts';
import type { LoaderOptions } from './loader-options.ts';
import { WorkerFailure } from './workers/worker-failure.ts';
import type { WorkerInput, WorkerTransform } from './workers/worker-transform.ts';

/** Puts samples together. */
export type Collate<Sample, Batched> = (
  samples: readonly Sample[],
  indices: Int32Array,
) => HostBatch<Batched>;

/** How samples become batches, one by one. */
export function makeRecipe<Item extends object, Sample extends object, Batched extends object>(
  options: LoaderOptions<Item, Sample, Batched>,
): Recipe<Item, Item | Sample, Batched> {
  const { dropLast = false, transform = null, workers, collate } = options;
  const batchSize = options.batchSize ?? 1;
  const takesBatches = options.batchSize === null;
  if (workers !== undefined) {
    const work = workIn(
      workers,
      collate ?? (takesBatches ? (takeBatch as Collate<Sample, Batched>) : undefined),
    );
    return {
      ...{ batchSize, dropLast, transform: null },
      // Not transformed yet.
      collate: (items, indices, position) => work({ items: items as readonly Item[] }, indices, position),
    };
  }
  // Without a collate function, the types make Batched and Sample the same.
  const standard = takesBatches ? takeBatch : stackSamples;
  const stack = collate ?? (standard as Collate<Sample, Batched>);
  const collateHere: Recipe<Item, Sample, Batched>['collate'] = (samples, indices, position) =>
    stackHere(stack, samples, indices, position);
  return {
    batchSize,
    dropLast,
    transform,
    collate: collateHere as Recipe<Item, Item | Sample, Batched>['collate'],
  };
}

/** A sample that is a batch already. */
function takeBatch([batch]: readonly object[]): object {
  return batch!;
}

/** The faster way, where the dataset gives several samples at once; `null` where they have to be read one by one. */
export function makeWhole<Item extends object, Sample extends object, Batched extends object>(
  dataset: Dataset<Item>,
  options: LoaderOptions<Item, Sample, Batched>,
): WholeBatch<Batched> | null {
  const { transform, workers, collate } = options;
  const { getBatch } = dataset;
  if (getBatch === undefined || options.batchSize === null) return null;
  const read = async (indices: Int32Array, position: Position): Promise<HostBatch<Item>> => {
    try {
      return expectBatch(await getBatch.call(dataset, indices));
    } catch (error) {
      throw sampleError(`reading samples ${indices.join(', ')}`, position, error);
    }
  };
  if (workers !== undefined) {
    // Only there a row of a batch is the same as the sample of `get`.
    if (!(dataset instanceof ArrayDataset)) return null;
    const work = workIn(workers, collate);
    return async (indices, position) => work({ rows: await read(indices, position) }, indices, position);
  }
  if (transform !== undefined || collate !== undefined) return null;
  // Without transform and collate, the types make Batched and Item the same.
  return read as WholeBatch<unknown> as WholeBatch<Batched>;
}

/** Transforms and stacks samples in workers; a collate function of the user's stays in this thread. */
function workIn<Item extends object, Sample extends object, Batched>(
  workers: WorkerTransform<Item, Sample>,
  collate: Collate<Sample, Batched> | undefined,
): (
  samples: WorkerInput<Item>['samples'],
  indices: Int32Array,
  position: Position,
) => Promise<HostBatch<Batched>> {
  return async (samples, indices, position) => {
    const input: WorkerInput<Item> = { samples, indices, epoch: position.epoch, seed: position.seed };
    const blame = (error: unknown): never => {
      if (error instanceof WorkerFailure) throw sampleError(error.what, position, error, error.code);
      throw sampleError(`sending samples ${indices.join(', ')} to a worker`, position, error);
    };
    if (collate !== undefined) {
      return stackHere(collate, await workers.samples(input).catch(blame), indices, position);
    }
    // Without a collate function, the types make Batched and Sample the same.
    return (await workers.batch(input).catch(blame)) as HostBatch<unknown> as HostBatch<Batched>;
  };
}

function stackHere<Sample, Batched>(
  collate: Collate<Sample, Batched>,
  samples: readonly Sample[],
  indices: Int32Array,
  position: Position,
): HostBatch<Batched> {
  try {
    return expectBatch(collate(samples, indices));
  } catch (error) {
    throw sampleError('putting samples together', position, error);
  }
}
