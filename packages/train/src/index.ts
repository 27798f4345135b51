// Public surface of @cambium/train.

export type { AnyOptimizer, Callback, TrainingContext } from './callbacks/callback.ts';
export { type CheckpointingOptions, checkpointing } from './callbacks/checkpoint.ts';
export { type EarlyStoppingOptions, earlyStopping } from './callbacks/early-stopping.ts';
export {
  type LayerStatistics,
  type LayerStatisticsOptions,
  layerStatistics,
} from './callbacks/layer-statistics.ts';
export {
  learningRateSchedule,
  type ReduceOnPlateauOptions,
  reduceOnPlateau,
} from './callbacks/learning-rate.ts';
export type { MonitorOptions } from './callbacks/monitor.ts';
export { type TerminateOnNaNOptions, terminateOnNaN } from './callbacks/terminate-on-nan.ts';
export { type CheckpointParts, type Positioned, restoreCheckpoint, saveCheckpoint } from './checkpoint.ts';
export type { Problem } from './diagnosis/advice.ts';
export { type DiagnoseOptions, type Diagnosis, diagnose, type Finding } from './diagnosis/diagnose.ts';
export type { ReadableHistory, SetErrors } from './diagnosis/errors.ts';
export { type EvaluateOptions, evaluate, predict } from './evaluate.ts';
export { fit, type TrainableModel } from './fit.ts';
export type { FitOptions } from './fit-options.ts';
export type { History, Logs } from './history.ts';
export {
  type AccuracyOptions,
  accuracy,
  binaryAccuracy,
  exactMatch,
  topKAccuracy,
} from './metrics/accuracy.ts';
export { type AreaUnderCurveOptions, areaUnderCurve } from './metrics/area-under-curve.ts';
export { ConfusionMatrix, type ConfusionOptions, confusionMatrix, meanIoU } from './metrics/confusion.ts';
export {
  type PrecisionRecallCurve,
  precisionRecallCurve,
  type RocCurve,
  rocCurve,
} from './metrics/curves.ts';
export { RunningMean } from './metrics/mean.ts';
export type { MeasuringOptions, Metric, MetricBatch } from './metrics/metric.ts';
export { type PerplexityOptions, perplexity } from './metrics/perplexity.ts';
export { fBeta, type PrecisionRecallOptions, precision, recall } from './metrics/precision-recall.ts';
export {
  absoluteError,
  type RegressionMetricOptions,
  rootMeanSquaredError,
  rSquared,
  squaredError,
} from './metrics/regression.ts';
export {
  type ActivationStatistics,
  findLayerWarnings,
  formatLayerReport,
  type GradientStatistics,
  type LayerLimits,
  type LayerReport,
  type LayerWarning,
} from './statistics/layer-report.ts';
export type { BatchLoader, TrainingBatch, TrainingData, TrainingDataset } from './training-data.ts';
export { balancedClassWeights, type LossFunction } from './weighted-loss.ts';
