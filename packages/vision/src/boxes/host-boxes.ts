// Boxes as plain numbers, for what is decided box by box.

import { formatShape, type Tensor, TensorError } from '@cambium/tensor';

/** Boxes `[n, 4]` with their scores, on the host. */
export interface ScoredBoxes {
  readonly corners: Float64Array;
  readonly scores: Float64Array;
  /** Places by falling score; equal scores stay in order, NaN comes last. */
  readonly order: readonly number[];
}

/** Reads boxes and scores. Throws `shape` unless they fit, `value` if a corner is NaN. */
export function readScored(op: string, boxes: Tensor, scores: Tensor): ScoredBoxes {
  if (boxes.rank !== 2 || boxes.shape[1] !== 4 || scores.rank !== 1 || scores.shape[0] !== boxes.shape[0]) {
    throw new TensorError(
      op,
      'shape',
      `takes boxes [n, 4] and scores [n], got ${formatShape(boxes.shape)} and ${formatShape(scores.shape)}.`,
      { shapes: [boxes.shape, scores.shape] },
    );
  }
  const corners = Float64Array.from(boxes.dataSync(), Number);
  const values = Float64Array.from(scores.dataSync(), Number);
  if (corners.some(Number.isNaN)) throw new TensorError(op, 'value', 'a box has a corner that is NaN.');
  return ranked(corners, values);
}

/** Boxes and scores of the host, in order. */
export function ranked(corners: Float64Array, scores: Float64Array): ScoredBoxes {
  const rank = (score: number): number => (Number.isNaN(score) ? Number.NEGATIVE_INFINITY : score);
  const order = Array.from(scores, (_, i) => i).sort((a, b) => {
    const [first, second] = [rank(scores[a]!), rank(scores[b]!)];
    return first === second ? a - b : second > first ? 1 : -1;
  });
  return { corners, scores, order };
}

/** Intersection over union of the boxes at two places; 0 where both have no area. */
export function iouAt(first: Float64Array, i: number, second: Float64Array, j: number): number {
  const [a, b] = [4 * i, 4 * j];
  const width = Math.min(first[a + 2]!, second[b + 2]!) - Math.max(first[a]!, second[b]!);
  const height = Math.min(first[a + 3]!, second[b + 3]!) - Math.max(first[a + 1]!, second[b + 1]!);
  const intersection = Math.max(0, width) * Math.max(0, height);
  const area = (corners: Float64Array, at: number): number =>
    (corners[at + 2]! - corners[at]!) * (corners[at + 3]! - corners[at + 1]!);
  const union = area(first, a) + area(second, b) - intersection;
  return union > 0 ? intersection / union : 0;
}
