// Boxes, regions of interest and their losses.

import * as cm from 'cambium';
import { type Adapter, type Adapters, adapter, type Call } from '../adapter.ts';
import { channelsFirst, channelsLast } from './layout.ts';
import { reductionOf } from './loss.ts';

type Pairwise = (a: cm.Tensor, b: cm.Tensor) => cm.Tensor;
type BoxLoss = typeof cm.completeIouLoss;

const pairwise = (iou: Pairwise): Adapter =>
  adapter('boxes1, boxes2', (call) => iou(call.tensor('boxes1'), call.tensor('boxes2')));

const boxLoss = (loss: BoxLoss): Adapter =>
  adapter('boxes1, boxes2, reduction', (call) =>
    loss(call.tensor('boxes1'), call.tensor('boxes2'), reductionOf(call, 'none')),
  );

/** A region there is five numbers, the image first; features have channels first. */
function regionsOf(call: Call): {
  features: cm.Tensor;
  boxes: cm.Tensor;
  images: cm.Tensor;
  options: { outputSize: [number, number]; scale: number };
} {
  const rois = call.tensor('boxes');
  return {
    features: channelsLast(call.tensor('input')),
    boxes: cm.slice(rois, null, [1, 5]),
    images: cm.cast(cm.at(cm.transpose(rois), 0), 'int32'),
    options: {
      outputSize: call.perAxis('output_size', 2, 1) as [number, number],
      scale: call.number('spatial_scale', 1),
    },
  };
}

export const detection: Adapters = {
  sigmoid_focal_loss: adapter('inputs, targets, alpha, gamma, reduction', (call) => {
    const alpha = call.number('alpha', 0.25);
    return cm.focalLoss(call.tensor('inputs'), call.tensor('targets'), {
      ...reductionOf(call, 'none'),
      alpha: alpha < 0 ? null : alpha,
      gamma: call.number('gamma', 2),
    });
  }),
  box_iou: pairwise(cm.boxIou),
  generalized_box_iou: pairwise(cm.generalizedBoxIou),
  distance_box_iou: pairwise(cm.distanceBoxIou),
  complete_box_iou: pairwise(cm.completeBoxIou),
  generalized_box_iou_loss: boxLoss(cm.generalizedIouLoss),
  distance_box_iou_loss: boxLoss(cm.distanceIouLoss),
  complete_box_iou_loss: boxLoss(cm.completeIouLoss),
  nms: adapter('boxes, scores, iou_threshold', (call) =>
    cm.nms(call.tensor('boxes'), call.tensor('scores'), { iouThreshold: call.number('iou_threshold') }),
  ),
  batched_nms: adapter('boxes, scores, idxs, iou_threshold', (call) =>
    cm.batchedNms(call.tensor('boxes'), call.tensor('scores'), call.tensor('idxs'), {
      iouThreshold: call.number('iou_threshold'),
    }),
  ),
  roi_align: adapter('input, boxes, output_size, spatial_scale, sampling_ratio, aligned', (call) => {
    const { features, boxes, images, options } = regionsOf(call);
    const ratio = call.number('sampling_ratio', -1);
    const aligned = call.flag('aligned');
    const sampling = ratio > 0 ? { samplingRatio: ratio } : {};
    return channelsFirst(cm.roiAlign(features, boxes, images, { ...options, ...sampling, aligned }));
  }),
  roi_pool: adapter('input, boxes, output_size, spatial_scale', (call) => {
    const { features, boxes, images, options } = regionsOf(call);
    return channelsFirst(cm.roiPool(features, boxes, images, options));
  }),
};
