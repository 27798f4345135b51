// What @cambium/data offers, in Node and in browsers; readers of files are in @cambium/data/node.

export { ArrayDataset, type Row } from './array-dataset.ts';
export type { SampleContext } from './batch-source.ts';
export type { Collate } from './batch-work.ts';
export { collate } from './collate.ts';
export { type CsvOptions, type CsvTable, parseCsv } from './csv.ts';
export {
  type Batch,
  type Dataset,
  type EpochDataset,
  type HostBatch,
  type IterableDataset,
  mapDataset,
  Subset,
} from './dataset.ts';
export { ClassEncoder, type ClassEncoderState, oneHotEncode } from './encode.ts';
export {
  type HostArray,
  type HostSource,
  hostArray,
  type NestedNumbers,
  type NumericArray,
  type ShapedSource,
} from './host-array.ts';
export { HostRandom } from './host-random.ts';
export { parseIdx } from './idx.ts';
export { concatDatasets, type ZippedSamples, zipDatasets } from './joined-datasets.ts';
export { parseJsonl } from './jsonl.ts';
export { type Fold, kFold } from './k-fold.ts';
export { DataLoader } from './loader.ts';
export type { LoaderOptions, SampleTransform } from './loader-options.ts';
export type { LoaderState } from './loader-state.ts';
export { Normalizer, type NormalizerOptions, type NormalizerState } from './normalizer.ts';
export { type PaddingOptions, paddedCollate } from './pad.ts';
export {
  RandomSampler,
  type Sampler,
  SequentialSampler,
  StratifiedSampler,
  WeightedSampler,
} from './sampler.ts';
export { randomSplit, type SplitOptions } from './split.ts';
export type { Labels } from './stratify.ts';
export type { BatchOptions, BucketOptions } from './stream/batches.ts';
export type { Zipped } from './stream/joins.ts';
export { Stream } from './stream/stream.ts';
export {
  CharacterTokenizer,
  type Tokenizer,
  WordTokenizer,
  type WordTokenizerOptions,
  type WordTokenizerState,
} from './text/tokenizers.ts';
export { Vocabulary, type VocabularyOptions, type VocabularyState } from './text/vocabulary.ts';
export {
  cacheDataset,
  filterDataset,
  repeatDataset,
  shardDataset,
  skipDataset,
  takeDataset,
  windowDataset,
} from './views.ts';
export type { TransformStep } from './workers/protocol.ts';
export type { WebWorker } from './workers/thread.ts';
export {
  type WorkerInput,
  WorkerTransform,
  type WorkerTransformOptions,
} from './workers/worker-transform.ts';
