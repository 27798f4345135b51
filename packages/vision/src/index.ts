// Computer vision: boxes, regions, detection.

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
export type { RegionOptions } from './regions/regions.ts';
export { type RoiAlignOptions, roiAlign } from './regions/roi-align.ts';
export { roiPool } from './regions/roi-pool.ts';
