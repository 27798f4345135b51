// What a loader is asked to do, and the source of batches that follows from it.

import { TensorError } from '@cambium/tensor';
import type { BatchSource, SampleContext } from './batch-source.ts';
import { type Collate, makeRecipe, makeWhole } from './batch-work.ts';
import type { Dataset, IterableDataset } from './dataset.ts';
import { describe } from './host-array.ts';
import { checkCount } from './host-random.ts';
import { IndexedSource } from './indexed-source.ts';
import { IterableSource } from './iterable-source.ts';
import { RandomSampler, type Sampler, SequentialSampler } from './sampler.ts';
import type { WorkerTransform } from './workers/worker-transform.ts';

/** Changes a sample; its numbers at random follow from seed, epoch and sample. */
export type SampleTransform<Item, Sample> = (item: Item, context: SampleContext) => Sample | Promise<Sample>;

/** Options of a {@link DataLoader}. */
export interface LoaderOptions<Item extends object, Sample extends object = Item, Batched = Sample> {
  /** Samples in a batch; `null` where the dataset gives batches, which are taken as they are, like `stream.paddedBatch(32)`. */
  readonly batchSize: number | null;
  /** Whether each epoch visits the samples in a new order. */
  readonly shuffle?: boolean;
  /** Chooses the samples and their order, instead of `shuffle`. */
  readonly sampler?: Sampler;
  /** Orders and transforms are a function of seed and epoch; the seed given to `seed(n)` unless set here. */
  readonly seed?: number;
  /** Leaves out a last batch that is smaller than the others. */
  readonly dropLast?: boolean;
  /** Changes a sample when it is read, for instance by augmentation; may be async. */
  readonly transform?: SampleTransform<Item, Sample>;
  /** Changes samples in worker threads, instead of `transform`. */
  readonly workers?: WorkerTransform<Item, Sample>;
  /** Makes a batch of samples, for instance by padding; stacks them field by field unless given. */
  readonly collate?: Collate<Sample, Batched>;
  /** Batches that are read ahead while the loop's body runs; 1 unless given. */
  readonly prefetch?: number;
}

/** The source for a dataset and options; `samples` is `null` where only the end will tell. */
export function makeSource<Item extends object, Sample extends object, Batched extends object>(
  dataset: Dataset<Item> | IterableDataset<Item>,
  options: LoaderOptions<Item, Sample, Batched>,
): { source: BatchSource<Batched>; samples: number | null } {
  const { shuffle = false } = options;
  const numbered = asNumbered(dataset);
  if (options.transform !== undefined && options.workers !== undefined)
    throw refuse('takes transform or workers, not both. Make the transform one of the steps of the workers.');
  const recipe = makeRecipe(options);
  if (numbered === null) {
    if (shuffle || options.sampler !== undefined) {
      throw refuse(
        'an iterable dataset has its own order: shuffle and sampler need one with length and get(i).',
      );
    }
    if (!isIterable(dataset))
      throw refuse('takes a dataset with length and get(i), or an iterable of samples.');
    return { source: new IterableSource(dataset, recipe), samples: null };
  }
  if (shuffle && options.sampler !== undefined) throw refuse('takes shuffle or a sampler, not both.');
  checkCount('DataLoader', 'dataset.length', numbered.length);
  const sampler =
    options.sampler ??
    (shuffle ? new RandomSampler(numbered.length) : new SequentialSampler(numbered.length));
  const source = new IndexedSource(numbered, sampler, recipe, makeWhole(numbered, options));
  return { source, samples: sampler.length };
}

function asNumbered<Item>(dataset: Dataset<Item> | IterableDataset<Item>): Dataset<Item> | null {
  if (Array.isArray(dataset)) {
    const items: readonly Item[] = dataset;
    return { length: items.length, get: (index) => items[index]! };
  }
  if (typeof dataset !== 'object' || dataset === null)
    throw refuse(`takes a dataset with length and get(i), got ${describe(dataset)}.`);
  return 'get' in dataset && 'length' in dataset ? dataset : null;
}

function isIterable<Item>(dataset: Dataset<Item> | IterableDataset<Item>): dataset is IterableDataset<Item> {
  return Symbol.asyncIterator in dataset || Symbol.iterator in dataset;
}

/** The error for a dataset or options that do not fit. */
export function refuse(reason: string): TensorError {
  return new TensorError('DataLoader', 'value', reason);
}
