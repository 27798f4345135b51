// Boxes, regions of interest and their losses.

import * as cm from 'cambium';
import { type Adapters, adapter } from '../adapter.ts';
import { reductionOf } from './loss.ts';

const missing = 'vision does not exist yet';

export const detection: Adapters = {
  sigmoid_focal_loss: adapter('inputs, targets, alpha, gamma, reduction', (call) => {
    const alpha = call.number('alpha', 0.25);
    return cm.focalLoss(call.tensor('inputs'), call.tensor('targets'), {
      ...reductionOf(call, 'none'),
      alpha: alpha < 0 ? null : alpha,
      gamma: call.number('gamma', 2),
    });
  }),
  box_iou: missing,
  generalized_box_iou: missing,
  distance_box_iou: missing,
  complete_box_iou: missing,
  generalized_box_iou_loss: missing,
  distance_box_iou_loss: missing,
  complete_box_iou_loss: missing,
  nms: missing,
  batched_nms: missing,
  roi_align: missing,
  roi_pool: missing,
};
