// Public surface of @cambium/train.

export type { AnyOptimizer, Callback, TrainingContext } from './callbacks/callback.ts';
export { type CheckpointingOptions, checkpointing } from './callbacks/checkpoint.ts';
export { type EarlyStoppingOptions, earlyStopping } from './callbacks/early-stopping.ts';
export { type CheckpointParts, restoreCheckpoint, saveCheckpoint } from './checkpoint.ts';
export { type EvaluateOptions, evaluate, predict } from './evaluate.ts';
export { type FitOptions, fit, type TrainableModel } from './fit.ts';
export type { History, Logs } from './history.ts';
export { type AccuracyOptions, accuracy, binaryAccuracy } from './metrics/accuracy.ts';
export { confusionMatrix } from './metrics/confusion.ts';
export { RunningMean } from './metrics/mean.ts';
export type { Metric, MetricBatch } from './metrics/metric.ts';
export type { BatchLoader, TrainingBatch, TrainingData, TrainingDataset } from './training-data.ts';
export { balancedClassWeights, type LossFunction } from './weighted-loss.ts';
