// Intersection over union, and a loss of boxes that only counts where there is something.

import type { Tensor } from 'cambium';
import { YourTurn } from '../../kit/exercise.ts';

/** Corners of a box in pixels. */
export type Box = readonly [x1: number, y1: number, x2: number, y2: number];

/** What two boxes share, as a part of what they cover together: from 0 to 1. */
export function iou(a: Box, b: Box): number {
  throw new YourTurn(`the intersection and the union of [${a}] and [${b}]`);
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
  throw new YourTurn(
    `weigh the errors of [${predicted.shape}] beside [${wanted.shape}] with [${presence.shape}]`,
  );
}
