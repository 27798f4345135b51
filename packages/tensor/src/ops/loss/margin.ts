// Losses that are content once the right answer is ahead by a margin.

import { TensorError } from '../../errors.ts';
import { execute } from '../../execute.ts';
import type { Tensor } from '../../tensor.ts';
import { logSigmoid, relu, softplus } from '../activation.ts';
import { add, clamp, div, mul, sub } from '../arithmetic.ts';
import { equal, greaterEqual, logicalAnd, logicalNot, where } from '../compare.ts';
import { asFloating, asTensor, castTo, countBeside, type TensorLike } from '../lift.ts';
import { neg, square } from '../math.ts';
import { any, mean, sum } from '../reduce.ts';
import { cumprod } from '../scan.ts';
import { expandDims } from '../shape.ts';
import { checkFits, checkNumber, type LossOptions, matched, reduced } from './common.ts';
import { checkLabels, checkWeights, namingLabels } from './cross-entropy.ts';

/** Options of losses with a margin. */
export interface MarginLossOptions extends LossOptions {
  /** How far the right answer must be ahead. */
  readonly margin?: number;
}

/**
 * Hinge loss: `max(0, 1 − t · x)`.
 *
 * @param scores any shape, floating dtype
 * @param targets same shape, −1 or 1
 * @returns a scalar; the shape of the inputs with reduction `'none'`
 * @throws TensorError `shape` if the shapes differ, `value` if a target is NaN
 * @see Cortes, Vapnik, "Support-vector networks" (1995)
 * @example
 * ```ts
 * hingeLoss(tensor([0.5, 2]), tensor([1, -1]), { reduction: 'none' }); // [0.5, 3]
 * ```
 */
export function hingeLoss(scores: TensorLike, targets: TensorLike, options: LossOptions = {}): Tensor {
  return reduced('hingeLoss', hinge('hingeLoss', scores, targets), options);
}

/**
 * Squared hinge loss: `max(0, 1 − t · x)²`.
 *
 * @param scores any shape, floating dtype
 * @param targets same shape, −1 or 1
 * @returns a scalar; the shape of the inputs with reduction `'none'`
 * @throws TensorError as {@link hingeLoss}
 * @example
 * ```ts
 * squaredHingeLoss(tensor([0.5, 2]), tensor([1, -1]), { reduction: 'none' }); // [0.25, 9]
 * ```
 */
export function squaredHingeLoss(scores: TensorLike, targets: TensorLike, options: LossOptions = {}): Tensor {
  return reduced('squaredHingeLoss', square(hinge('squaredHingeLoss', scores, targets)), options);
}

function hinge(op: string, scores: TensorLike, targets: TensorLike): Tensor {
  const [x, t] = matched(op, scores, targets);
  return relu(sub(1, mul(t, x)));
}

/**
 * Logistic loss of signs: `log(1 + exp(−t · x))`.
 *
 * @param scores any shape, floating dtype
 * @param targets same shape, −1 or 1
 * @returns a scalar; the shape of the inputs with reduction `'none'`
 * @throws TensorError as {@link hingeLoss}
 * @example
 * ```ts
 * softMarginLoss(tensor([0, 1]), tensor([1, -1]), { reduction: 'none' }); // [0.6931, 1.3133]
 * ```
 */
export function softMarginLoss(scores: TensorLike, targets: TensorLike, options: LossOptions = {}): Tensor {
  const [x, t] = matched('softMarginLoss', scores, targets);
  return reduced('softMarginLoss', softplus(neg(mul(t, x))), options);
}

/**
 * Ranks pairs: `max(0, margin − t · (a − b))`.
 *
 * @param a any shape, floating dtype
 * @param b same shape
 * @param targets same shape: 1 where `a` should be the greater, −1 where `b` should
 * @param options `margin` is 0 unless given
 * @returns a scalar; the shape of the inputs with reduction `'none'`
 * @throws TensorError `shape` if the shapes differ, `value` if a target is NaN
 * @example
 * ```ts
 * marginRankingLoss(tensor([1, 2]), tensor([3, 0]), tensor([1, 1]), { reduction: 'none' }); // [2, 0]
 * ```
 */
export function marginRankingLoss(
  a: TensorLike,
  b: TensorLike,
  targets: TensorLike,
  options: MarginLossOptions = {},
): Tensor {
  const op = 'marginRankingLoss';
  const { margin = 0 } = options;
  checkNumber(op, 'margin', margin);
  const [first, t] = matched(op, a, targets);
  const second = asFloating(b, op);
  checkFits(op, 'b', second, first.shape, 'a');
  return reduced(op, clamp(sub(margin, mul(t, sub(first, second))), 0), options);
}

/** Options of {@link multiMarginLoss}. */
export interface MultiMarginLossOptions extends MarginLossOptions {
  /** Power of the hinges, 1 (default) or 2. */
  readonly power?: 1 | 2;
  /** `[classes]`: how much a sample of each class counts; the mean divides by the number of samples all the same. */
  readonly classWeights?: TensorLike | null;
}

/**
 * Hinge loss of several classes: the mean of `max(0, margin − x[label] + x[c])^power` over the classes, the label's own
 * counting 0.
 *
 * @param scores `[..., classes]`, floating dtype
 * @param targets int32 labels `[...]`
 * @param options `margin` is 1 unless given
 * @returns a scalar; `[...]` with reduction `'none'`
 * @throws TensorError `shape` if the shapes do not fit, `dtype` for labels that are not integers, `index` for a label
 *   that is not a class, `value` for another power
 * @see Crammer, Singer, "On the algorithmic implementation of multiclass kernel-based vector machines" (2001)
 * @example
 * ```ts
 * multiMarginLoss(tensor([[1, 0.5, 3]]), tensor([0], { dtype: 'int32' })); // 1.1667
 * ```
 */
export function multiMarginLoss(
  scores: TensorLike,
  targets: TensorLike,
  options: MultiMarginLossOptions = {},
): Tensor {
  const op = 'multiMarginLoss';
  const { margin = 1, power = 1, classWeights } = options;
  checkNumber(op, 'margin', margin);
  if (power !== 1 && power !== 2)
    throw new TensorError(op, 'value', `power is 1 or 2, got ${String(power)}.`);
  const x = asFloating(scores, op);
  const labels = checkLabels(op, x, asTensor(targets, op));
  const places = expandDims(labels, -1);
  const own = namingLabels(op, x, labels, () => execute('takeAlongAxis', [x, places], { axis: x.rank - 1 }));
  const isOwn = equal(countBeside(x.shape.at(-1)!, x), places);
  const hinges = relu(where(isOwn, 0, add(sub(margin, own), x)));
  const all = power === 1 ? hinges : square(hinges);
  if (classWeights === undefined || classWeights === null) return reduced(op, mean(all, -1), options);
  const importance = execute('gather', [checkWeights(op, classWeights, x), labels], { axis: 0 });
  return reduced(op, mul(mean(all, -1), importance), options);
}

/**
 * Hinge loss of samples with several labels: `Σ max(0, 1 − x[label] + x[c]) / classes`, over the labels and over the
 * classes that are none.
 *
 * @param scores `[..., classes]`, floating dtype
 * @param targets int32, same shape: the labels in front, −1 behind the last one
 * @returns a scalar; `[...]` with reduction `'none'`
 * @throws TensorError `shape` if the shapes differ, `dtype` for labels that are not integers, `index` for a label that
 *   is not a class
 * @example
 * ```ts
 * multiLabelMarginLoss(tensor([[0.5, 0, 1]]), tensor([[2, -1, 0]], { dtype: 'int32' })); // 0.1667
 * ```
 */
export function multiLabelMarginLoss(
  scores: TensorLike,
  targets: TensorLike,
  options: LossOptions = {},
): Tensor {
  const op = 'multiLabelMarginLoss';
  const x = asFloating(scores, op);
  const given = asTensor(targets, op);
  if (x.rank === 0) {
    throw new TensorError(op, 'shape', 'takes scores [..., classes], got a scalar.');
  }
  checkFits(op, 'targets', given, x.shape, 'the scores');
  if (given.dtype !== 'int32') {
    throw new TensorError(op, 'dtype', `labels must be int32, got ${given.dtype}. Did you mean cast()?`);
  }
  // Labels count up to the first that is negative.
  const isLabel = greaterEqual(cumprod(castTo(greaterEqual(given, 0), 'int32'), -1), 1);
  const labels = where(isLabel, given, 0);
  const own = namingLabels(op, x, labels, () => execute('takeAlongAxis', [x, labels], { axis: x.rank - 1 }));
  const names = expandDims(labels, -1);
  const classes = countBeside(x.shape.at(-1)!, x);
  const isNamed = any(logicalAnd(expandDims(isLabel, -1), equal(names, classes)), -2, { keepDims: true });
  // Axis −2 counts the labels, axis −1 the classes.
  const counts = logicalAnd(expandDims(isLabel, -1), logicalNot(isNamed));
  const hinges = relu(where(counts, sub(add(expandDims(x, -2), 1), expandDims(own, -1)), 0));
  return reduced(op, div(sum(hinges, [-2, -1]), x.shape.at(-1)!), options);
}

/** Options of {@link multiLabelSoftMarginLoss}. */
export interface MultiLabelLossOptions extends LossOptions {
  /** `[classes]`: how much each class counts; the mean divides by the number of classes all the same. */
  readonly classWeights?: TensorLike | null;
}

/**
 * Binary cross-entropy of each class, averaged over the classes: `−mean(t · log σ(x) + (1 − t) · log σ(−x))`.
 *
 * @param scores `[..., classes]` before the sigmoid, floating dtype
 * @param targets same shape, values in [0, 1]
 * @returns a scalar; `[...]` with reduction `'none'`
 * @throws TensorError `shape` if the shapes do not fit, `value` if a target is NaN
 * @example
 * ```ts
 * multiLabelSoftMarginLoss(tensor([[0, 2]]), tensor([[1, 1]])); // 0.41
 * ```
 */
export function multiLabelSoftMarginLoss(
  scores: TensorLike,
  targets: TensorLike,
  options: MultiLabelLossOptions = {},
): Tensor {
  const op = 'multiLabelSoftMarginLoss';
  const { classWeights } = options;
  const [x, t] = matched(op, scores, targets);
  if (x.rank === 0) {
    throw new TensorError(op, 'shape', 'takes scores [..., classes], got a scalar.');
  }
  const losses = neg(add(mul(t, logSigmoid(x)), mul(sub(1, t), logSigmoid(neg(x)))));
  const weighted =
    classWeights === undefined || classWeights === null
      ? losses
      : mul(losses, checkWeights(op, classWeights, x));
  return reduced(op, mean(weighted, -1), options);
}
