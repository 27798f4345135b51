// Public surface of @cambium/plot.

export { type ConfusionMatrixOptions, confusionMatrixPlot } from './confusion-matrix.ts';
export { type CurveHistory, type LearningCurveOptions, learningCurves } from './learning-curves.ts';
