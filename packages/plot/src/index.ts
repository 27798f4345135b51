// Public surface of @cambium/plot.

export { Chart, type MimeBundle, type ShownChart } from './chart.ts';
export { type ConfusionMatrixOptions, confusionMatrixPlot } from './charts/confusion-matrix.ts';
export { type HeatMapOptions, heatMap } from './charts/heat-map.ts';
export { type HistogramOptions, histograms } from './charts/histograms.ts';
export { type CurveHistory, type LearningCurveOptions, learningCurves } from './charts/learning-curves.ts';
export { type LineOptions, lines } from './charts/lines.ts';
export { type GraphLayer, modelGraph } from './charts/model-graph.ts';
export {
  type ClassPoint,
  type ContourOptions,
  contourPaths,
  decisionBoundary,
  gridPoints,
  type PlaneGrid,
  type PlaneOptions,
} from './charts/plane.ts';
export { type BarOptions, bars, type LabelledPoint, type ScatterOptions, scatter } from './charts/points.ts';
export {
  precisionRecallPlot,
  type RankedScores,
  type RankingOptions,
  rocPlot,
} from './charts/ranking-curves.ts';
export {
  type DrawnBox,
  featureMaps,
  filterImagesPlot,
  type ImageGridOptions,
  imageGrid,
  type MarkedImage,
} from './images/image-grid.ts';
export type { ImageArray, ValueRange } from './images/png.ts';
export { type Figure, type Report, type ReportSection, reportPage } from './report/report-page.ts';
