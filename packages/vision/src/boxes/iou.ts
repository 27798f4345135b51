// Intersection over union and its relatives, for all pairs of boxes.

import {
  add,
  atan,
  clamp,
  div,
  expandDims,
  formatShape,
  maximum,
  minimum,
  mul,
  square,
  squeeze,
  sub,
  type Tensor,
  TensorError,
  type TensorLike,
  unobserved,
} from '@cambium/tensor';
import { areaOf, asBoxes, type Columns, columnsOf } from './boxes.ts';

/** Keeps divisions by a size of zero away. */
export const tiny = 1e-7;

/** What two boxes have in common. */
export interface Overlap {
  readonly intersection: Tensor;
  readonly union: Tensor;
}

/** The overlap of boxes that are aligned, or paired by broadcasting. */
export function overlapOf(a: Columns, b: Columns): Overlap {
  const side = (low: 0 | 1, high: 2 | 3): Tensor =>
    clamp(sub(minimum(a[high], b[high]), maximum(a[low], b[low])), 0);
  const intersection = mul(side(0, 2), side(1, 3));
  return { intersection, union: sub(add(areaOf(a), areaOf(b)), intersection) };
}

/** Width and height of what encloses both boxes. */
export function enclosureOf(a: Columns, b: Columns): readonly [width: Tensor, height: Tensor] {
  const span = (low: 0 | 1, high: 2 | 3): Tensor =>
    clamp(sub(maximum(a[high], b[high]), minimum(a[low], b[low])), 0);
  return [span(0, 2), span(1, 3)];
}

/** Squared distance of the centres, in units of the squared diagonal of what encloses both boxes. */
export function centreDistance(a: Columns, b: Columns): Tensor {
  const [width, height] = enclosureOf(a, b);
  const diagonal = add(add(square(width), square(height)), tiny);
  const apart = (low: 0 | 1, high: 2 | 3): Tensor =>
    square(mul(sub(add(a[low], a[high]), add(b[low], b[high])), 0.5));
  return div(add(apart(0, 2), apart(1, 3)), diagonal);
}

/** `α v` of complete IoU: how much the aspect ratios differ. α is a constant in the gradient, as in the paper. */
export function aspectTerm(a: Columns, b: Columns, iou: Tensor): Tensor {
  const angle = ([x1, y1, x2, y2]: Columns): Tensor => atan(div(sub(x2, x1), sub(y2, y1)));
  const v = mul(square(sub(angle(a), angle(b))), 4 / Math.PI ** 2);
  const alpha = unobserved(() => div(v, add(add(sub(1, iou), v), tiny)));
  return mul(alpha, v);
}

/**
 * Intersection over union of all pairs: `|A ∩ B| / |A ∪ B|`. Differentiable.
 *
 * @param a `[n, 4]` as corners
 * @param b `[m, 4]` as corners
 * @returns `[n, m]`
 * @throws TensorError `shape` unless both are lists of boxes
 * @see course part 7
 * @example
 * ```ts
 * boxIou(tensor([[0, 0, 2, 2]]), tensor([[1, 0, 3, 2], [0, 0, 2, 2]])); // [[0.3333, 1]]
 * ```
 */
export function boxIou(a: TensorLike, b: TensorLike): Tensor {
  return paired('boxIou', a, b, (first, second) => {
    const { intersection, union } = overlapOf(first, second);
    return div(intersection, union);
  });
}

/**
 * Generalized IoU of all pairs: `IoU − (|C| − |A ∪ B|) / |C|`, where C encloses both. It tells boxes that are far apart
 * from those that are close, down to −1.
 *
 * @param a `[n, 4]` as corners
 * @param b `[m, 4]` as corners
 * @returns `[n, m]`
 * @throws TensorError `shape` unless both are lists of boxes
 * @see Rezatofighi et al., "Generalized intersection over union" (2019)
 * @example
 * ```ts
 * generalizedBoxIou(tensor([[0, 0, 1, 1]]), tensor([[2, 0, 3, 1]])); // [[-0.3333]]
 * ```
 */
export function generalizedBoxIou(a: TensorLike, b: TensorLike): Tensor {
  return paired('generalizedBoxIou', a, b, (first, second) => {
    const { intersection, union } = overlapOf(first, second);
    const [width, height] = enclosureOf(first, second);
    const enclosed = mul(width, height);
    return sub(div(intersection, union), div(sub(enclosed, union), enclosed));
  });
}

/**
 * Distance IoU of all pairs: `IoU − ρ² / c²`, with the distance ρ of the centres and the diagonal c of what encloses both.
 *
 * @param a `[n, 4]` as corners
 * @param b `[m, 4]` as corners
 * @returns `[n, m]`
 * @throws TensorError `shape` unless both are lists of boxes
 * @see Zheng et al., "Distance-IoU loss" (2020)
 * @example
 * ```ts
 * distanceBoxIou(tensor([[0, 0, 1, 1]]), tensor([[2, 0, 3, 1]])); // [[-0.4]]
 * ```
 */
export function distanceBoxIou(a: TensorLike, b: TensorLike): Tensor {
  return paired('distanceBoxIou', a, b, (first, second) => {
    const { intersection, union } = overlapOf(first, second);
    return sub(div(intersection, union), centreDistance(first, second));
  });
}

/**
 * Complete IoU of all pairs: distance IoU less `α v`, where `v = 4/π² (atan(w₁/h₁) − atan(w₂/h₂))²` compares aspect ratios
 * and `α = v / (1 − IoU + v)`.
 *
 * @param a `[n, 4]` as corners
 * @param b `[m, 4]` as corners
 * @returns `[n, m]`
 * @throws TensorError `shape` unless both are lists of boxes
 * @see Zheng et al., "Distance-IoU loss" (2020)
 * @example
 * ```ts
 * completeBoxIou(tensor([[0, 0, 1, 1]]), tensor([[2, 0, 3, 1]])); // [[-0.4]], the aspect ratios agree
 * ```
 */
export function completeBoxIou(a: TensorLike, b: TensorLike): Tensor {
  return paired('completeBoxIou', a, b, (first, second) => {
    const { intersection, union } = overlapOf(first, second);
    const iou = div(intersection, union);
    return sub(sub(iou, centreDistance(first, second)), aspectTerm(first, second, iou));
  });
}

/** All pairs of two lists of boxes. */
function paired(
  op: string,
  a: TensorLike,
  b: TensorLike,
  measure: (first: Columns, second: Columns) => Tensor,
): Tensor {
  const [first, second] = [asBoxes(op, a, 'the first boxes'), asBoxes(op, b, 'the second boxes')];
  if (first.rank !== 2 || second.rank !== 2) {
    throw new TensorError(
      op,
      'shape',
      `takes boxes [n, 4] and [m, 4], got ${formatShape(first.shape)} and ${formatShape(second.shape)}.`,
      { shapes: [first.shape, second.shape] },
    );
  }
  const value = measure(columnsOf(expandDims(first, 1)), columnsOf(expandDims(second, 0)));
  return squeeze(value, -1);
}
