// Computer vision: boxes, regions, detection.

export { type AnchorSize, anchorGrid, type Grid } from './anchors/grid.ts';
export { type FittedAnchors, type KMeansOptions, kMeansAnchors } from './anchors/k-means.ts';
export {
  type FillOptions,
  randomCrop,
  randomFlip,
  randomResizedCrop,
  randomRotation,
  randomShear,
  randomTranslation,
  randomZoom,
} from './augment/geometric.ts';
export { cutmix, type LabelledImages, type MixingOptions, mixup } from './augment/mixing.ts';
export {
  type ColorJitterOptions,
  colorJitter,
  randomBlur,
  randomErase,
  randomNoise,
} from './augment/pixels.ts';
export { randAugment } from './augment/rand-augment.ts';
export {
  type Augmentation,
  type AugmentationContext,
  type AugmentOptions,
  augment,
  type ImageSample,
  sometimes,
} from './augment/sample.ts';
export { type BoxFormat, boxArea, clipBoxes, convertBoxes } from './boxes/boxes.ts';
export { boxIou, completeBoxIou, distanceBoxIou, generalizedBoxIou } from './boxes/iou.ts';
export {
  type BoxLossOptions,
  completeIouLoss,
  distanceIouLoss,
  generalizedIouLoss,
} from './boxes/iou-loss.ts';
export {
  batchedNms,
  nms,
  type SoftSuppressionOptions,
  type SuppressionOptions,
  softNms,
} from './boxes/suppression.ts';
export {
  type AveragePrecisionOptions,
  type AveragePrecisionResult,
  cocoThresholds,
  MeanAveragePrecision,
} from './detection/average-precision.ts';
export {
  type Detections,
  type DetectOptions,
  type YoloParts,
  yoloDecode,
  yoloDetect,
} from './detection/yolo-decode.ts';
export { type DetectorOptions, YoloHead, type YoloHeadOptions } from './detection/yolo-head.ts';
export { type YoloLossOptions, yoloLoss } from './detection/yolo-loss.ts';
export { type LabelledBox, type TargetOptions, yoloTargets } from './detection/yolo-targets.ts';
export {
  type EdgeFilter,
  edgeKernel,
  edges,
  filterImages,
  gaussianBlur,
  laplace,
} from './filters/filters.ts';
export {
  LandmarkHead,
  type Localization,
  LocalizationHead,
  type LocalizationTargets,
  localizationLoss,
} from './heads/localization-head.ts';
export { slidingWindow } from './heads/sliding-window.ts';
export type { RegionOptions } from './regions/regions.ts';
export { type RoiAlignOptions, roiAlign } from './regions/roi-align.ts';
export { roiPool } from './regions/roi-pool.ts';
