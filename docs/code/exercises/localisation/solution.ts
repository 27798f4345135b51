// Intersection over union, and a loss of boxes that only counts where there is something.

import type { Tensor } from 'cambium';

/** Corners of a box in pixels. */
export type Box = readonly [x1: number, y1: number, x2: number, y2: number];

/** What two boxes share, as a part of what they cover together: from 0 to 1. */
export function iou(a: Box, b: Box): number {
  const width = Math.max(0, Math.min(a[2], b[2]) - Math.max(a[0], b[0]));
  const height = Math.max(0, Math.min(a[3], b[3]) - Math.max(a[1], b[1]));
  const area = ([x1, y1, x2, y2]: Box): number => (x2 - x1) * (y2 - y1);
  return (width * height) / (area(a) + area(b) - width * height);
}

/**
 * Squared error of boxes, averaged over the four numbers of a box and over the whole batch; images without a thing add
 * nothing to it.
 *
 * @param predicted `[batch, 4]`
 * @param wanted `[batch, 4]`, anything where there is nothing
 * @param presence `[batch]`, 1 where there is something, else 0
 * @returns a scalar
 */
export function boxLoss(predicted: Tensor, wanted: Tensor, presence: Tensor): Tensor {
  const errors = predicted.sub(wanted).square().mean(-1);
  return errors.mul(presence).mean();
}
