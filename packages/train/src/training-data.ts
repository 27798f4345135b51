// What `fit` takes to learn from, made into loaders: loaders as they are, or a dataset that is cut and batched here.

import { DataLoader, type Dataset, type LoaderState, randomSplit } from '@cambium/data';
import { type Tensor, TensorError } from '@cambium/tensor';

/** A batch of samples and what they should give. */
export interface TrainingBatch {
  /** What the model gets, `[samples, ...]`. */
  readonly x: Tensor;
  /** What it should give, `[samples, ...]`. */
  readonly y: Tensor;
  /** How much each sample counts in the loss, `[samples]` or the shape of the losses. */
  readonly weights?: Tensor;
}

/** Batches of `x` and `y` that know their number and position: a `DataLoader` of such samples. */
export interface BatchLoader extends AsyncIterable<TrainingBatch> {
  /** Batches in an epoch. */
  readonly length: number;
  /** The position, as plain numbers. */
  stateDict(): LoaderState;
  /** Goes to a position. */
  loadStateDict(state: LoaderState): unknown;
}

/** Samples of `x` and `y`, and of `weights` where some count more than others. */
export type TrainingDataset = Dataset<{ readonly x: unknown; readonly y: unknown }>;

/** Where the data of a run comes from. */
export interface TrainingData {
  /** Batches to learn from; or a dataset, which is then shuffled and batched. */
  readonly train: BatchLoader | TrainingDataset;
  /** Batches to measure on after each epoch. */
  readonly validation?: BatchLoader;
  /** Share of the dataset that is set aside to measure on, drawn at random by the seed of `seed(n)`. */
  readonly validationSplit?: number;
  /** Samples in a batch of the dataset, default 32. */
  readonly batchSize?: number;
}

/** The loaders of a run. */
export interface TrainingLoaders {
  readonly train: BatchLoader;
  readonly validation: BatchLoader | undefined;
}

/** Refuses a batch that has other fields. */
export function checkBatch(op: string, batch: TrainingBatch): void {
  if (batch.x !== undefined && batch.y !== undefined) return;
  const fields = Object.keys(batch).join(', ') || 'no fields';
  const fix = 'Rename them: mapDataset(dataset, ({ image, label }) => ({ x: image, y: label })).';
  throw new TensorError(op, 'value', `samples have the fields x and y, got ${fields}. ${fix}`);
}

/** Cuts and batches a dataset; loaders stay as they are. */
export function trainingLoaders(data: TrainingData): TrainingLoaders {
  const { train, validation, validationSplit, batchSize } = data;
  if (validation !== undefined) checkLoader('validation', validation);
  if (Symbol.asyncIterator in train) {
    checkLoader('train', train);
    const option = validationSplit !== undefined ? 'validationSplit' : 'batchSize';
    if (validationSplit === undefined && batchSize === undefined) return { train, validation };
    throw refuse(`${option} is for a dataset, but train is a loader. Give the dataset as train.`);
  }
  const loader = (dataset: TrainingDataset, shuffle: boolean): BatchLoader =>
    new DataLoader(dataset, { batchSize: batchSize ?? 32, shuffle });
  if (validationSplit === undefined) return { train: loader(train, true), validation };
  if (validation !== undefined) throw refuse('takes validation or validationSplit, not both.');
  if (!(validationSplit > 0 && validationSplit < 1))
    throw refuse(`validationSplit is a number between 0 and 1, got ${validationSplit}.`);
  const [learned, held] = randomSplit(train, [1 - validationSplit, validationSplit]);
  return { train: loader(learned, true), validation: loader(held, false) };
}

/** Refuses what gives samples, not batches, or does not know where it stands. */
function checkLoader(name: string, given: Partial<BatchLoader>): void {
  if (typeof given.stateDict === 'function') return;
  const fix = `Put it into one: new DataLoader(${name}, { batchSize: 32 }), or { batchSize: null } for batches.`;
  throw refuse(`${name} is no loader. ${fix}`);
}

function refuse(reason: string): TensorError {
  return new TensorError('fit', 'value', reason);
}
