// Non-maximum suppression: of boxes that show the same thing, the best one stays.

import { asTensor, type Tensor, TensorError, type TensorLike, tensor } from '@cambium/tensor';
import { asBoxes } from './boxes.ts';
import { iouAt, readScored, type ScoredBoxes } from './host-boxes.ts';

/** Options of {@link nms} and {@link batchedNms}. */
export interface SuppressionOptions {
  /** A box goes if its IoU with a better one is greater; 0.5 unless given. */
  readonly iouThreshold?: number;
  /** Boxes with a lower score go at once. */
  readonly scoreThreshold?: number;
  /** Keeps so many at most. */
  readonly limit?: number;
}

/**
 * Places of the boxes that stay, by falling score: the best box stays, those that overlap it too much go, and so on.
 *
 * Decided on the host; it reads boxes and scores.
 *
 * @param boxes `[n, 4]` as corners
 * @param scores `[n]`
 * @returns int32 `[kept]`
 * @throws TensorError `shape` if boxes and scores do not fit, `value` for thresholds that make no sense or NaN
 * @see course part 7
 * @example
 * ```ts
 * const boxes = tensor([[0, 0, 10, 10], [1, 0, 11, 10], [20, 0, 30, 10]]);
 * nms(boxes, tensor([0.8, 0.9, 0.7])); // [1, 2]
 * ```
 */
export function nms(boxes: TensorLike, scores: TensorLike, options: SuppressionOptions = {}): Tensor {
  const read = readScored('nms', asBoxes('nms', boxes), asTensor(scores, 'nms'));
  return placesOf(suppressed('nms', read, null, options));
}

/**
 * {@link nms} of each class by itself: boxes of different classes never suppress each other.
 *
 * @param boxes `[n, 4]` as corners
 * @param scores `[n]`
 * @param classes `[n]`, the class (or image) of each box
 * @returns int32 `[kept]`, by falling score
 * @throws TensorError `shape` if the operands do not fit, `value` for thresholds that make no sense or NaN
 * @example
 * ```ts
 * const boxes = tensor([[0, 0, 10, 10], [1, 0, 11, 10]]);
 * batchedNms(boxes, tensor([0.8, 0.9]), tensor([0, 1], { dtype: 'int32' })); // [1, 0]
 * ```
 */
export function batchedNms(
  boxes: TensorLike,
  scores: TensorLike,
  classes: TensorLike,
  options: SuppressionOptions = {},
): Tensor {
  const op = 'batchedNms';
  const read = readScored(op, asBoxes(op, boxes), asTensor(scores, op));
  const given = asTensor(classes, op);
  if (given.rank !== 1 || given.size !== read.scores.length) {
    throw new TensorError(
      op,
      'shape',
      `takes a class for each of the ${read.scores.length} boxes, got [${given.shape.join(', ')}].`,
      { shapes: [given.shape] },
    );
  }
  return placesOf(suppressed(op, read, Array.from(given.dataSync(), Number), options));
}

function placesOf(stays: readonly number[]): Tensor {
  return tensor(stays, { shape: [stays.length], dtype: 'int32' });
}

/** Places of the boxes that stay, on the host. Boxes of different classes leave each other alone. */
export function suppressed(
  op: string,
  { corners, scores, order }: ScoredBoxes,
  classes: readonly number[] | null,
  options: SuppressionOptions,
): number[] {
  const { iouThreshold = 0.5, scoreThreshold = Number.NEGATIVE_INFINITY } = options;
  checkThreshold(op, iouThreshold);
  if (Number.isNaN(scoreThreshold)) throw new TensorError(op, 'value', 'scoreThreshold is NaN.');
  const limit = limitOf(op, options, { scores });
  const stays: number[] = [];
  for (const place of order) {
    if (stays.length === limit || scores[place]! < scoreThreshold) break;
    const isCovered = stays.some(
      (other) =>
        (classes === null || classes[other] === classes[place]) &&
        iouAt(corners, other, corners, place) > iouThreshold,
    );
    if (!isCovered) stays.push(place);
  }
  return stays;
}

/** Options of {@link softNms}. */
export interface SoftSuppressionOptions {
  /** `gaussian` (default) lowers a score by `exp(−IoU² / sigma)`, `linear` by `1 − IoU` beyond the threshold. */
  readonly method?: 'gaussian' | 'linear';
  /** Width of the Gaussian; 0.5 unless given. */
  readonly sigma?: number;
  /** IoU from which `linear` lowers scores; 0.3 unless given. */
  readonly iouThreshold?: number;
  /** Boxes whose score falls below go; 0.001 unless given. */
  readonly scoreThreshold?: number;
  /** Boxes whose IoU with a better one is greater go altogether; none unless given. */
  readonly removalThreshold?: number;
  /** Keeps so many at most. */
  readonly limit?: number;
}

/**
 * Soft suppression: overlapping boxes do not go, their scores fall. Crowded things are lost less often.
 *
 * @param boxes `[n, 4]` as corners
 * @param scores `[n]`
 * @returns places by falling new score, int32 `[kept]`, and the new scores `[kept]`
 * @throws TensorError `shape` if boxes and scores do not fit, `value` for settings that make no sense or NaN
 * @see Bodla et al., "Soft-NMS: improving object detection with one line of code" (2017)
 * @example
 * ```ts
 * const boxes = tensor([[0, 0, 10, 10], [0, 0, 10, 10]]);
 * softNms(boxes, tensor([0.9, 0.8])).scores; // [0.9, 0.1083]
 * ```
 */
export function softNms(
  boxes: TensorLike,
  scores: TensorLike,
  options: SoftSuppressionOptions = {},
): { readonly indices: Tensor; readonly scores: Tensor } {
  const op = 'softNms';
  const { method = 'gaussian', sigma = 0.5, iouThreshold = 0.3, scoreThreshold = 0.001 } = options;
  const { removalThreshold = 1 } = options;
  checkThreshold(op, iouThreshold);
  checkThreshold(op, removalThreshold);
  if (!(sigma > 0)) throw new TensorError(op, 'value', `sigma is a number > 0, got ${sigma}.`);
  if (method !== 'gaussian' && method !== 'linear')
    throw new TensorError(op, 'value', `there is no method ${method}. Use gaussian or linear.`);
  const read = readScored(op, asBoxes(op, boxes), asTensor(scores, op));
  const limit = limitOf(op, options, read);
  const factor = (iou: number): number => {
    if (iou > removalThreshold) return 0;
    if (method === 'gaussian') return Math.exp(-(iou * iou) / sigma);
    return iou > iouThreshold ? 1 - iou : 1;
  };
  const now = Float64Array.from(read.scores);
  const waiting = [...read.order];
  const indices: number[] = [];
  while (waiting.length > 0 && indices.length < limit) {
    const best = waiting.reduce((most, place, i) => (now[place]! > now[waiting[most]!]! ? i : most), 0);
    const [place] = waiting.splice(best, 1) as [number];
    if (!(now[place]! >= scoreThreshold)) continue;
    indices.push(place);
    for (const other of waiting) now[other]! *= factor(iouAt(read.corners, place, read.corners, other));
  }
  const shape = [indices.length];
  return {
    indices: tensor(indices, { shape, dtype: 'int32' }),
    scores: tensor(
      indices.map((place) => now[place]!),
      { shape, dtype: 'float32' },
    ),
  };
}

/** How many boxes may stay. */
function limitOf(
  op: string,
  { limit }: { readonly limit?: number },
  { scores }: Pick<ScoredBoxes, 'scores'>,
): number {
  const most = limit ?? scores.length;
  if (Number.isInteger(most) && most >= 0) return most;
  throw new TensorError(op, 'value', `limit is a whole number ≥ 0, got ${limit}.`);
}

function checkThreshold(op: string, iouThreshold: number): void {
  if (iouThreshold >= 0 && iouThreshold <= 1) return;
  throw new TensorError(op, 'value', `iouThreshold is in [0, 1], got ${iouThreshold}.`);
}
