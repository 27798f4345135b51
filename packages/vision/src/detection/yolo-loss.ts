// The loss of a YOLO head beside its targets.

import {
  add,
  binaryCrossEntropyWithLogits,
  cast,
  crossEntropy,
  equal,
  formatShape,
  gather,
  maximum,
  mul,
  nonZero,
  notEqual,
  reshape,
  slice,
  squeeze,
  type Tensor,
  TensorError,
  unobserved,
} from '@cambium/tensor';
import { completeIouLoss } from '../boxes/iou-loss.ts';
import { checkRaw, yoloDecode } from './yolo-decode.ts';
import type { DetectorOptions } from './yolo-head.ts';
import { targetFields } from './yolo-targets.ts';

/** Options of {@link yoloLoss}. */
export interface YoloLossOptions extends DetectorOptions {
  /** How much boxes count, 5 unless given. */
  readonly boxWeight?: number;
  /** How much anchors that should see nothing count, 0.5 unless given: there are so many of them. */
  readonly backgroundWeight?: number;
  /** How much classes count, 1 unless given. */
  readonly classWeight?: number;
}

/**
 * The loss of a detector, for each thing in the images: `boxWeight · (1 − CIoU)` of its box, cross-entropy of its class,
 * and for all anchors that are asked the binary cross-entropy of "there is something".
 *
 * @param raw what a {@link YoloHead} says, `[batch, rows, columns, anchors, 5 + classes]`
 * @param targets from {@link yoloTargets}, `[batch, rows, columns, anchors, 6]`
 * @returns a scalar: the sum, divided by the number of things (or 1)
 * @throws TensorError `shape` if they do not fit
 * @see Redmon et al., "You only look once" (2016); course part 7
 * @example
 * ```ts
 * const options = { anchors: [[8, 8]], classes: 2, imageSize: [32, 32], cells: [2, 2] } as const;
 * const { data, shape } = yoloTargets([{ box: [18, 2, 26, 10], label: 1 }], options);
 * yoloLoss(zeros([1, 2, 2, 1, 7]), tensor(data, { shape: [1, ...shape] }), options); // 5.6695
 * ```
 */
export function yoloLoss(raw: Tensor, targets: Tensor, options: YoloLossOptions): Tensor {
  const { boxWeight = 5, backgroundWeight = 0.5, classWeight = 1 } = options;
  checkRaw('yoloLoss', raw, options);
  const expected = [...raw.shape.slice(0, 4), targetFields.length];
  if (String(targets.shape) !== String(expected)) {
    throw new TensorError(
      'yoloLoss',
      'shape',
      `targets are ${formatShape(targets.shape)}, the output asks for ${formatShape(expected)}.`,
      { shapes: [raw.shape, targets.shape] },
    );
  }
  const { boxes, objectness, classLogits } = yoloDecode(raw, options);
  const wanted = reshape(targets, [-1, targetFields.length]);
  const state = field(wanted, targetFields.state);
  const found = unobserved(() => equal(state, 1));
  const places = unobserved(() => reshape(nonZero(found), [-1]));
  const count = Math.max(1, places.size);

  const presence = binaryCrossEntropyWithLogits(reshape(objectness, [-1]), cast(found, raw.dtype), {
    reduction: 'sum',
    weights: unobserved(() =>
      mul(cast(notEqual(state, -1), raw.dtype), maximum(cast(found, raw.dtype), backgroundWeight)),
    ),
  });
  const total = mul(presence, 1 / count);
  if (places.size === 0) return total;

  const boxOf = (values: Tensor): Tensor => gather(reshape(values, [wanted.shape[0]!, -1]), places);
  const things = gather(wanted, places);
  const labels = cast(field(things, targetFields.label), 'int32');
  const wantedBoxes = slice(things, null, [targetFields.box, targetFields.box + 4]);
  const boxLoss = completeIouLoss(boxOf(boxes), wantedBoxes, { reduction: 'sum' });
  const classLoss = crossEntropy(boxOf(classLogits), labels, { reduction: 'sum' });
  return add(total, mul(add(mul(boxLoss, boxWeight), mul(classLoss, classWeight)), 1 / count));
}

function field(rows: Tensor, place: number): Tensor {
  return squeeze(slice(rows, null, [place, place + 1]), 1);
}
