// Losses of pairs and triples of vectors that belong together, or do not.

import { TensorError } from '../../errors.ts';
import { broadcastShapes, resolveAxis } from '../../layout.ts';
import type { Tensor } from '../../tensor.ts';
import { add, clamp, div, maximum, minimum, mul, sub } from '../arithmetic.ts';
import { equal, notEqual, where } from '../compare.ts';
import { asTensor, castTo, promoteAll, type TensorLike } from '../lift.ts';
import { sqrt, square } from '../math.ts';
import { norm, sum } from '../reduce.ts';
import { broadcastTo } from '../shape.ts';
import { checkFits, checkNumber, type LossOptions, matched, reduced, refuseNaN } from './common.ts';
import type { MarginLossOptions } from './margin.ts';

/** Options of {@link cosineSimilarity}. */
export interface CosineOptions {
  /** The axis of the features; the last unless given. */
  readonly axis?: number;
  /** Least length of a vector; 1e-8 unless given. */
  readonly epsilon?: number;
}

/**
 * Cosine of the angle between vectors: `a · b / (|a| |b|)`.
 *
 * @param a rank ≥ 1, floating dtype
 * @param b broadcasts with `a`
 * @returns the broadcast shape without the axis of the features; values in [−1, 1]
 * @throws TensorError `shape` if they do not broadcast, `axis` if there is no such axis
 * @example
 * ```ts
 * cosineSimilarity(tensor([[1, 0]]), tensor([[3, 4]])); // [0.6]
 * ```
 */
export function cosineSimilarity(a: TensorLike, b: TensorLike, options: CosineOptions = {}): Tensor {
  const op = 'cosineSimilarity';
  const { axis = -1, epsilon = 1e-8 } = options;
  checkNumber(op, 'epsilon', epsilon, 0);
  const [x, y] = promoteAll(op, [a, b]) as [Tensor, Tensor];
  const shape = broadcastShapes(op, x.shape, y.shape);
  const along = resolveAxis(op, axis, shape.length);
  const length = (v: Tensor): Tensor =>
    maximum(norm(broadcastTo(v, shape), { axis: along, keepDims: true }), epsilon);
  return sum(div(mul(x, y), mul(length(x), length(y))), along);
}

/** `a · b / √((|a|² + 1e-12) (|b|² + 1e-12))`, smooth at 0. */
function smoothCosine(a: Tensor, b: Tensor): Tensor {
  const squared = (v: Tensor): Tensor => add(sum(square(v), -1), 1e-12);
  return div(sum(mul(a, b), -1), sqrt(mul(squared(a), squared(b))));
}

/**
 * Cosine distance of vectors: `1 − cos(p, t)`.
 *
 * @param predictions `[..., features]`, floating dtype
 * @param targets same shape
 * @returns a scalar; `[...]` with reduction `'none'`
 * @throws TensorError `shape` if the shapes differ or are scalars, `value` if a target is NaN
 * @example
 * ```ts
 * cosineSimilarityLoss(tensor([[1, 0], [0, 2]]), tensor([[1, 0], [1, 0]]), { reduction: 'none' }); // [0, 1]
 * ```
 */
export function cosineSimilarityLoss(
  predictions: TensorLike,
  targets: TensorLike,
  options: LossOptions = {},
): Tensor {
  const op = 'cosineSimilarityLoss';
  const [predicted, wanted] = matched(op, predictions, targets);
  checkVectors(op, predicted);
  return reduced(op, sub(1, smoothCosine(predicted, wanted)), options);
}

/**
 * Turns pairs together or apart: `1 − cos(a, b)` where the target is 1, `max(0, cos(a, b) − margin)` where it is −1.
 *
 * @param a `[..., features]`, floating dtype
 * @param b same shape
 * @param targets `[...]`, 1 or −1
 * @param options `margin` is 0 unless given
 * @returns a scalar; `[...]` with reduction `'none'`
 * @throws TensorError `shape` if the shapes do not fit, `value` if a target is NaN
 * @example
 * ```ts
 * cosineEmbeddingLoss(tensor([[1, 0], [1, 1]]), tensor([[0, 1], [1, 1]]), tensor([1, -1])); // 1
 * ```
 */
export function cosineEmbeddingLoss(
  a: TensorLike,
  b: TensorLike,
  targets: TensorLike,
  options: MarginLossOptions = {},
): Tensor {
  const op = 'cosineEmbeddingLoss';
  const { margin = 0 } = options;
  checkNumber(op, 'margin', margin);
  const [x, y, t] = pairs(op, a, b, targets);
  const cosine = smoothCosine(x, y);
  const together = where(equal(t, 1), sub(1, cosine), 0);
  return reduced(op, add(together, where(equal(t, -1), clamp(sub(cosine, margin), 0), 0)), options);
}

/**
 * Draws pairs together or apart by their distance `d`: `d²` where the target is 1, `max(0, margin − d)²` where it is 0.
 *
 * @param a `[..., features]`, floating dtype
 * @param b same shape
 * @param targets `[...]`: 1 (or true) for pairs that belong together, 0 for others
 * @param options `margin` is 1 unless given
 * @returns a scalar; `[...]` with reduction `'none'`
 * @throws TensorError `shape` if the shapes do not fit, `value` if a target is NaN
 * @see Hadsell et al., "Dimensionality reduction by learning an invariant mapping" (2006)
 * @example
 * ```ts
 * contrastiveLoss(tensor([[3, 4], [0, 0]]), tensor([[0, 0], [0.6, 0]]), tensor([1, 0]), { reduction: 'none' }); // [25, 0.16]
 * ```
 */
export function contrastiveLoss(
  a: TensorLike,
  b: TensorLike,
  targets: TensorLike,
  options: MarginLossOptions = {},
): Tensor {
  const op = 'contrastiveLoss';
  const { margin = 1 } = options;
  checkNumber(op, 'margin', margin);
  const [x, y, t] = pairs(op, a, b, targets);
  const same = castTo(t, x.dtype);
  const difference = sub(x, y);
  const apart = square(clamp(sub(margin, norm(difference, { axis: -1 })), 0));
  return reduced(op, add(mul(same, sum(square(difference), -1)), mul(sub(1, same), apart)), options);
}

/**
 * Loss of distances: `x` where the target is 1, `max(0, margin − x)` where it is −1.
 *
 * @param distances any shape, floating dtype
 * @param targets same shape, 1 or −1
 * @param options `margin` is 1 unless given
 * @returns a scalar; the shape of the inputs with reduction `'none'`
 * @throws TensorError `shape` if the shapes differ, `value` if a target is NaN
 * @example
 * ```ts
 * hingeEmbeddingLoss(tensor([0.25, 0.25]), tensor([1, -1]), { reduction: 'none' }); // [0.25, 0.75]
 * ```
 */
export function hingeEmbeddingLoss(
  distances: TensorLike,
  targets: TensorLike,
  options: MarginLossOptions = {},
): Tensor {
  const op = 'hingeEmbeddingLoss';
  const { margin = 1 } = options;
  checkNumber(op, 'margin', margin);
  const [x, t] = matched(op, distances, targets);
  const near = where(notEqual(t, -1), x, 0);
  return reduced(op, add(near, where(notEqual(t, 1), clamp(sub(margin, x), 0), 0)), options);
}

/** Options of {@link tripletMarginLoss}. */
export interface TripletMarginLossOptions extends MarginLossOptions {
  /** Which norm measures distances; 2 unless given. */
  readonly power?: number;
  /** Is added to each difference before the norm, against corners; 1e-6 unless given. */
  readonly epsilon?: number;
  /** Takes the distance from the positive to the negative where that is the smaller. */
  readonly swap?: boolean;
}

/**
 * Wants anchors nearer to positives than to negatives: `max(0, |a − p| − |a − n| + margin)`.
 *
 * @param anchors `[..., features]`, floating dtype
 * @param positives same shape
 * @param negatives same shape
 * @param options `margin` is 1 unless given
 * @returns a scalar; `[...]` with reduction `'none'`
 * @throws TensorError `shape` if the shapes differ or are scalars
 * @see Balntas et al., "Learning shallow convolutional feature descriptors with triplet losses" (2016)
 * @example
 * ```ts
 * tripletMarginLoss(tensor([[0, 0]]), tensor([[3, 4]]), tensor([[0, 2]])); // 4
 * ```
 */
export function tripletMarginLoss(
  anchors: TensorLike,
  positives: TensorLike,
  negatives: TensorLike,
  options: TripletMarginLossOptions = {},
): Tensor {
  const op = 'tripletMarginLoss';
  const { margin = 1, power = 2, epsilon = 1e-6, swap = false } = options;
  checkNumber(op, 'margin', margin);
  checkNumber(op, 'epsilon', epsilon, 0);
  const [anchor, positive] = matched(op, anchors, positives);
  const [, negative] = matched(op, anchors, negatives);
  checkVectors(op, anchor);
  const distance = (a: Tensor, b: Tensor): Tensor => norm(add(sub(a, b), epsilon), { ord: power, axis: -1 });
  const far = distance(anchor, negative);
  const farthest = swap ? minimum(far, distance(positive, negative)) : far;
  return reduced(op, clamp(add(sub(distance(anchor, positive), farthest), margin), 0), options);
}

/** Two lists of vectors, and a target for each pair. */
function pairs(op: string, a: TensorLike, b: TensorLike, targets: TensorLike): [Tensor, Tensor, Tensor] {
  const [x, y] = matched(op, a, b);
  checkVectors(op, x);
  const t = asTensor(targets, op);
  checkFits(op, 'targets', t, x.shape.slice(0, -1), 'the pairs');
  refuseNaN(op, t);
  return [x, y, t];
}

function checkVectors(op: string, x: Tensor): void {
  if (x.rank > 0) return;
  throw new TensorError(op, 'shape', 'takes vectors [..., features], got scalars.', { shapes: [[]] });
}
