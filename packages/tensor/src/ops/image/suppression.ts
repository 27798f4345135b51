// Which of many overlapping boxes stay.

import { formatShape, TensorError } from '../../errors.ts';
import type { Tensor } from '../../tensor.ts';
import { asTensor, hostIndices, hostNumbers, type TensorLike } from '../lift.ts';

/** Options of {@link nonMaxSuppression}. */
export interface NonMaxSuppressionOptions {
  /** How many boxes stay at most; all that may unless given. */
  readonly maxCount?: number;
  /** Boxes that overlap a better one more than this (intersection over union) go; 0.5 unless given. */
  readonly iouThreshold?: number;
  /** Boxes whose score is not above this go; all may stay unless given. */
  readonly scoreThreshold?: number;
  /** Soft suppression: overlapping lowers the score by `exp(−iou² / (2σ))`. 0 (default) does not. */
  readonly softSigma?: number;
}

/** What {@link nonMaxSuppression} gives. */
export interface Suppressed {
  /** int32 `[kept]`: the boxes that stay, the best first. */
  readonly indices: Tensor;
  /** `[kept]`: their scores, lowered where suppression is soft. */
  readonly scores: Tensor;
}

const op = 'nonMaxSuppression';

/**
 * Non-maximum suppression: of boxes that overlap, the one with the best score stays. It reads boxes and scores from the
 * device; nothing is differentiated.
 *
 * @param boxes `[count, 4]`: two opposite corners each, y and x in any units
 * @param scores `[count]`
 * @returns the boxes that stay, in falling order of their scores; of equal scores the first box wins
 * @throws TensorError `shape` if boxes and scores do not fit, `value` for thresholds outside of [0, 1], a negative σ or count
 * @see Bodla et al., "Soft-NMS: improving object detection with one line of code" (2017)
 * @example
 * ```ts
 * const boxes = tensor([[0, 0, 1, 1], [0, 0.1, 1, 1.1], [5, 5, 6, 6]]);
 * nonMaxSuppression(boxes, tensor([0.8, 0.9, 0.7])).indices; // [1, 2]
 * ```
 */
export function nonMaxSuppression(
  boxes: TensorLike,
  scores: TensorLike,
  options: NonMaxSuppressionOptions = {},
): Suppressed {
  const [corners, values] = [asTensor(boxes, op), asTensor(scores, op)];
  checkOperands(corners, values);
  const settings = {
    maxCount: values.size,
    iouThreshold: 0.5,
    scoreThreshold: Number.NEGATIVE_INFINITY,
    softSigma: 0,
    ...options,
  };
  checkSettings(settings);
  const { indices, kept } = select(corners.dataSync(), values.dataSync(), settings);
  return {
    indices: hostIndices(Int32Array.from(indices), [indices.length], corners, op),
    scores: hostNumbers(kept, [kept.length], values, op),
  };
}

interface Candidate {
  score: number;
  readonly box: number;
  /** Number of selected boxes that have been compared with this one. */
  compared: number;
}

function select(
  boxes: ArrayLike<number>,
  scores: ArrayLike<number>,
  { maxCount, iouThreshold, scoreThreshold, softSigma }: Required<NonMaxSuppressionOptions>,
): { readonly indices: number[]; readonly kept: number[] } {
  const waiting = Array.from(scores, (score, box): Candidate => ({ score, box, compared: 0 }))
    .filter(({ score }) => score > scoreThreshold)
    .sort(worstFirst);
  const [indices, kept]: [number[], number[]] = [[], []];
  while (indices.length < maxCount) {
    const best = waiting.pop();
    if (best === undefined) break;
    const before = best.score;
    // Each pair is compared once: what a selected box has taken from a score, it does not take again.
    const isLost = indices.slice(best.compared).some((selected) => {
      const iou = overlap(boxes, best.box, selected);
      if (iou > iouThreshold) return true;
      if (softSigma > 0) best.score *= Math.exp((-0.5 * iou * iou) / softSigma);
      return best.score <= scoreThreshold;
    });
    best.compared = indices.length;
    if (isLost) continue;
    if (best.score === before) {
      indices.push(best.box);
      kept.push(best.score);
    } else {
      const place = waiting.findIndex((each) => worstFirst(each, best) > 0);
      waiting.splice(place < 0 ? waiting.length : place, 0, best);
    }
  }
  return { indices, kept };
}

function worstFirst(a: Candidate, b: Candidate): number {
  return a.score - b.score || b.box - a.box;
}

/** Intersection over union of two boxes; 0 where one has no area. */
function overlap(boxes: ArrayLike<number>, first: number, second: number): number {
  const side = (box: number, axis: number): [number, number] => {
    const [a, b] = [boxes[box * 4 + axis]!, boxes[box * 4 + axis + 2]!];
    return [Math.min(a, b), Math.max(a, b)];
  };
  const lengths = [0, 1].map((axis) => {
    const [[start, end], [otherStart, otherEnd]] = [side(first, axis), side(second, axis)];
    const common = Math.max(0, Math.min(end, otherEnd) - Math.max(start, otherStart));
    return { own: end - start, other: otherEnd - otherStart, common };
  });
  const area = (of: 'own' | 'other' | 'common'): number => lengths[0]![of] * lengths[1]![of];
  const [own, other, common] = [area('own'), area('other'), area('common')];
  return own <= 0 || other <= 0 ? 0 : common / (own + other - common);
}

function checkOperands(boxes: Tensor, scores: Tensor): void {
  const fits =
    boxes.rank === 2 && boxes.shape[1] === 4 && scores.rank === 1 && scores.size === boxes.shape[0];
  if (fits) return;
  throw new TensorError(
    op,
    'shape',
    `takes boxes [count, 4] and scores [count], got ${formatShape(boxes.shape)} and ${formatShape(scores.shape)}.`,
    { shapes: [boxes.shape, scores.shape] },
  );
}

function checkSettings({
  maxCount,
  iouThreshold,
  scoreThreshold,
  softSigma,
}: Required<NonMaxSuppressionOptions>): void {
  const isValid =
    maxCount >= 0 &&
    iouThreshold >= 0 &&
    iouThreshold <= 1 &&
    softSigma >= 0 &&
    !Number.isNaN(scoreThreshold);
  if (isValid) return;
  throw new TensorError(
    op,
    'value',
    `takes maxCount ≥ 0, iouThreshold from 0 to 1, softSigma ≥ 0 and a scoreThreshold, got ${maxCount}, ${iouThreshold}, ${softSigma} and ${scoreThreshold}.`,
  );
}
