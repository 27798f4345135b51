// Public surface of @cambium/train.

export type { AnyOptimizer, Callback, TrainingContext } from './callbacks/callback.ts';
export { checkpointing, type CheckpointingOptions } from './callbacks/checkpoint.ts';
export { earlyStopping, type EarlyStoppingOptions } from './callbacks/early-stopping.ts';
export { type CheckpointParts, restoreCheckpoint, saveCheckpoint } from './checkpoint.ts';
export { evaluate, type EvaluateOptions, predict } from './evaluate.ts';
export { type BatchLoader, fit, type FitOptions, type LossFunction, type TrainableModel, type TrainingBatch } from './fit.ts';
export type { History, Logs } from './history.ts';
export { accuracy, type AccuracyOptions, binaryAccuracy } from './metrics/accuracy.ts';
export { confusionMatrix } from './metrics/confusion.ts';
export { RunningMean } from './metrics/mean.ts';
export type { Metric, MetricBatch } from './metrics/metric.ts';
