// Losses of yes-or-no questions, each element of the predictions one of them.

import { TensorError } from '../../errors.ts';
import { unobserved } from '../../execute.ts';
import type { Tensor } from '../../tensor.ts';
import { sigmoid, softplus } from '../activation.ts';
import { add, maximum, mul, pow, sub } from '../arithmetic.ts';
import { less, where } from '../compare.ts';
import { type TensorLike, withoutGradient } from '../lift.ts';
import { log, log1p, neg, square } from '../math.ts';
import { checkNumber, folded, type LossOptions, matched, reduced, weightsFor } from './common.ts';

/** Options of the binary cross-entropies. */
export interface BinaryCrossEntropyOptions extends LossOptions {
  /** How much positive samples count against negative ones; 1 unless given. */
  readonly positiveWeight?: TensorLike;
}

/**
 * Binary cross-entropy of probabilities: `−(t · log p + (1 − t) · log(1 − p))`.
 *
 * As in PyTorch, log 0 counts as −100, and the gradient `(p − t) / (p (1 − p))` divides by 1e-12 at least. Where the
 * logits are at hand, {@link binaryCrossEntropyWithLogits} keeps a useful gradient there, too.
 *
 * @param probabilities any shape, floating dtype, values in [0, 1]
 * @param targets same shape, values in [0, 1]
 * @returns a scalar; the shape of the inputs with reduction `'none'`
 * @throws TensorError `shape` if the shapes differ, `value` if a target is NaN
 * @see course part 1.2
 * @example
 * ```ts
 * binaryCrossEntropy(tensor([0.9, 0.2]), tensor([1, 0])); // 0.1643
 * ```
 */
export function binaryCrossEntropy(
  probabilities: TensorLike,
  targets: TensorLike,
  options: BinaryCrossEntropyOptions = {},
): Tensor {
  const op = 'binaryCrossEntropy';
  const [p, wanted] = matched(op, probabilities, targets);
  const isCorner = less(mul(p, sub(1, p)), cornerWidth);
  const inside = where(isCorner, 0.5, p);
  const fixed = unobserved(() => ({
    yes: maximum(log(where(isCorner, p, 1)), -100),
    no: maximum(log1p(neg(where(isCorner, p, 0))), -100),
  }));
  const yes = where(isCorner, fixed.yes, maximum(log(inside), -100));
  const no = where(isCorner, fixed.no, maximum(log1p(neg(inside)), -100));
  const positive = options.positiveWeight === undefined ? wanted : mul(wanted, options.positiveWeight);
  const losses = neg(add(mul(positive, yes), mul(sub(1, wanted), no)));
  const steep = where(isCorner, cornerSlope(p, wanted, positive), 0);
  return binaryReduced(op, add(losses, steep), options);
}

/** Below this `p (1 − p)` the gradient of {@link binaryCrossEntropy} grows no further; PyTorch's is a float32. */
const cornerWidth = Math.fround(1e-12);

/** Zero, but with the gradient `(p − t) / cornerWidth` by `p` and none by the targets. */
function cornerSlope(p: Tensor, targets: Tensor, positive: Tensor): Tensor {
  // Its antiderivative (1 − t + w t) p²/2 − w t p, less its own value.
  const fall = withoutGradient(positive);
  const rise = add(sub(1, withoutGradient(targets)), fall);
  const antiderivative = (): Tensor => sub(mul(mul(square(p), rise), 0.5), mul(p, fall));
  return mul(sub(antiderivative(), unobserved(antiderivative)), 1 / cornerWidth);
}

/**
 * Binary cross-entropy of scores before the sigmoid, without overflow: `softplus(x) − x · t`, which is
 * `max(x, 0) − x · t + log(1 + e^−|x|)`.
 *
 * @param logits any shape, floating dtype
 * @param targets same shape, values in [0, 1]
 * @returns a scalar; the shape of the inputs with reduction `'none'`
 * @throws TensorError `shape` if the shapes differ, `value` if a target is NaN
 * @see course part 1.2
 * @example
 * ```ts
 * binaryCrossEntropyWithLogits(tensor([0, 100]), tensor([1, 1])); // 0.3466
 * ```
 */
export function binaryCrossEntropyWithLogits(
  logits: TensorLike,
  targets: TensorLike,
  options: BinaryCrossEntropyOptions = {},
): Tensor {
  const [x, wanted] = matched('binaryCrossEntropyWithLogits', logits, targets);
  const losses = logitLosses(x, wanted, options.positiveWeight);
  return binaryReduced('binaryCrossEntropyWithLogits', losses, options);
}

function logitLosses(x: Tensor, targets: Tensor, positiveWeight?: TensorLike): Tensor {
  if (positiveWeight === undefined) return sub(softplus(x), mul(x, targets));
  return add(mul(sub(1, targets), softplus(x)), mul(mul(targets, positiveWeight), softplus(neg(x))));
}

/** The mean divides by the number of losses, whatever their weights. */
function binaryReduced(op: string, losses: Tensor, { reduction, weights }: LossOptions): Tensor {
  const weighted =
    weights === undefined || weights === null ? losses : mul(losses, weightsFor(op, weights, losses));
  return folded(op, weighted, reduction);
}

/** Options of {@link focalLoss}. */
export interface FocalLossOptions extends LossOptions {
  /** How fast samples that are right already lose their weight; 2 unless given, 0 for none of that. */
  readonly gamma?: number;
  /** Weight of the positive samples, in [0, 1], the negative ones have `1 − alpha`; 0.25 unless given, `null` for none. */
  readonly alpha?: number | null;
}

/**
 * Focal loss of scores before the sigmoid, for rare positives: `α_t · (1 − p_t)^gamma · crossEntropy`, where `p_t` is the
 * probability of the truth.
 *
 * @param logits any shape, floating dtype
 * @param targets same shape, values in [0, 1]
 * @returns a scalar; the shape of the inputs with reduction `'none'`
 * @throws TensorError `shape` if the shapes differ, `value` if a target is NaN, `gamma` negative or `alpha` outside of
 *   [0, 1]
 * @see Lin et al., "Focal loss for dense object detection" (2017)
 * @example
 * ```ts
 * focalLoss(tensor([0, 3]), tensor([1, 1]), { reduction: 'none' }); // [0.0433, 0]
 * ```
 */
export function focalLoss(logits: TensorLike, targets: TensorLike, options: FocalLossOptions = {}): Tensor {
  const { gamma = 2, alpha = 0.25 } = options;
  checkNumber('focalLoss', 'gamma', gamma, 0);
  if (alpha !== null && !(alpha >= 0 && alpha <= 1)) {
    throw new TensorError('focalLoss', 'value', `alpha must lie in [0, 1] or be null, got ${alpha}.`);
  }
  const [x, wanted] = matched('focalLoss', logits, targets);
  const p = sigmoid(x);
  const missed = add(mul(p, sub(1, wanted)), mul(sub(1, p), wanted));
  const focused = mul(logitLosses(x, wanted), pow(missed, gamma));
  const losses =
    alpha === null ? focused : mul(focused, add(mul(wanted, alpha), mul(sub(1, wanted), 1 - alpha)));
  return reduced('focalLoss', losses, options);
}
