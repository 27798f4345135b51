// Losses of boxes beside their targets, from the relatives of IoU.

import {
  add,
  div,
  formatShape,
  greater,
  logicalAnd,
  maximum,
  mean,
  minimum,
  mul,
  sameShape,
  squeeze,
  sub,
  sum,
  type Tensor,
  TensorError,
  type TensorLike,
  where,
} from '@cambium/tensor';
import { areaOf, asBoxes, type Columns, columnsOf } from './boxes.ts';
import { aspectTerm, centreDistance, enclosureOf, tiny } from './iou.ts';

/** Options of the box losses. */
export interface BoxLossOptions {
  /** `'mean'` (default), `'sum'`, or `'none'` for one loss a box. */
  readonly reduction?: 'mean' | 'sum' | 'none';
}

/**
 * `1 −` generalized IoU of each box and its target.
 *
 * @param boxes `[..., 4]` as corners
 * @param targets the same shape
 * @returns a scalar, or `[...]` without reduction
 * @throws TensorError `shape` if the shapes differ
 * @see Rezatofighi et al., "Generalized intersection over union" (2019)
 * @example
 * ```ts
 * generalizedIouLoss(tensor([[0, 0, 1, 1]]), tensor([[2, 0, 3, 1]])); // 1.3333
 * ```
 */
export function generalizedIouLoss(
  boxes: TensorLike,
  targets: TensorLike,
  options: BoxLossOptions = {},
): Tensor {
  return lossOf('generalizedIouLoss', boxes, targets, options, (a, b) => {
    const { iou, union } = safeIou(a, b);
    const [width, height] = enclosureOf(a, b);
    const enclosed = mul(width, height);
    return sub(1, sub(iou, div(sub(enclosed, union), add(enclosed, tiny))));
  });
}

/**
 * `1 −` distance IoU of each box and its target: pulls the centres together also where boxes do not touch.
 *
 * @param boxes `[..., 4]` as corners
 * @param targets the same shape
 * @returns a scalar, or `[...]` without reduction
 * @throws TensorError `shape` if the shapes differ
 * @see Zheng et al., "Distance-IoU loss" (2020)
 * @example
 * ```ts
 * distanceIouLoss(tensor([[0, 0, 1, 1]]), tensor([[2, 0, 3, 1]])); // 1.4
 * ```
 */
export function distanceIouLoss(
  boxes: TensorLike,
  targets: TensorLike,
  options: BoxLossOptions = {},
): Tensor {
  return lossOf('distanceIouLoss', boxes, targets, options, (a, b) =>
    add(sub(1, safeIou(a, b).iou), centreDistance(a, b)),
  );
}

/**
 * `1 −` complete IoU of each box and its target: the distance IoU loss, and a term for the aspect ratio.
 *
 * @param boxes `[..., 4]` as corners
 * @param targets the same shape
 * @returns a scalar, or `[...]` without reduction
 * @throws TensorError `shape` if the shapes differ
 * @see Zheng et al., "Distance-IoU loss" (2020)
 * @example
 * ```ts
 * completeIouLoss(tensor([[0, 0, 1, 1]]), tensor([[2, 0, 3, 1]])); // 1.4
 * ```
 */
export function completeIouLoss(
  boxes: TensorLike,
  targets: TensorLike,
  options: BoxLossOptions = {},
): Tensor {
  return lossOf('completeIouLoss', boxes, targets, options, (a, b) => {
    const { iou } = safeIou(a, b);
    return add(add(sub(1, iou), centreDistance(a, b)), aspectTerm(a, b, iou));
  });
}

/** IoU that stays finite for boxes without area; boxes that do not touch get no gradient from it. */
function safeIou(a: Columns, b: Columns): { readonly iou: Tensor; readonly union: Tensor } {
  const side = (low: 0 | 1, high: 2 | 3): Tensor => sub(minimum(a[high], b[high]), maximum(a[low], b[low]));
  const [width, height] = [side(0, 2), side(1, 3)];
  const touches = logicalAnd(greater(width, 0), greater(height, 0));
  const intersection = where(touches, mul(width, height), 0);
  const union = sub(add(areaOf(a), areaOf(b)), intersection);
  return { iou: div(intersection, add(union, tiny)), union };
}

function lossOf(
  op: string,
  boxes: TensorLike,
  targets: TensorLike,
  { reduction = 'mean' }: BoxLossOptions,
  loss: (boxes: Columns, targets: Columns) => Tensor,
): Tensor {
  const [predicted, wanted] = [asBoxes(op, boxes), asBoxes(op, targets, 'targets')];
  if (!sameShape(predicted.shape, wanted.shape)) {
    throw new TensorError(
      op,
      'shape',
      `boxes ${formatShape(predicted.shape)} and targets ${formatShape(wanted.shape)} differ. Pair them first, for example with gather().`,
      { shapes: [predicted.shape, wanted.shape] },
    );
  }
  const losses = squeeze(loss(columnsOf(predicted), columnsOf(wanted)), -1);
  if (reduction === 'none') return losses;
  if (reduction === 'sum') return sum(losses);
  if (reduction === 'mean') return mean(losses);
  throw new TensorError(op, 'value', `there is no reduction ${reduction}. Use mean, sum or none.`);
}
