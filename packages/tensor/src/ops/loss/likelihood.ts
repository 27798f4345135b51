// Losses of predicted distributions: how unlikely they find what came, or how far they are from another one.

import { TensorError } from '../../errors.ts';
import { sameShape } from '../../layout.ts';
import type { Tensor } from '../../tensor.ts';
import { add, div, mul, sub } from '../arithmetic.ts';
import { equal, greater, less, where } from '../compare.ts';
import { holds } from '../holds.ts';
import { promoteOperands, type TensorLike, withoutGradient } from '../lift.ts';
import { exp, log, square } from '../math.ts';
import { expandDims } from '../shape.ts';
import { checkFits, checkNumber, type LossOptions, matched, reduced } from './common.ts';

/** Options of {@link klDivergence}. */
export interface KlDivergenceOptions extends Omit<LossOptions, 'reduction'> {
  /** Whether the targets are logarithms of probabilities, too. */
  readonly logTarget?: boolean;
  /**
   * As in {@link LossOptions}; `'batchMean'` divides the sum by the length of the first axis, which is the divergence
   * proper, where `'mean'` divides by the number of elements.
   */
  readonly reduction?: 'mean' | 'batchMean' | 'sum' | 'none';
}

/**
 * Kullback–Leibler divergence from predicted to target probabilities: `t · (log t − log p)`, elements with `t = 0`
 * count 0.
 *
 * @param logProbabilities any shape, floating dtype
 * @param targets same shape: probabilities, or their logarithms with `logTarget`
 * @returns a scalar; the shape of the inputs with reduction `'none'`
 * @throws TensorError `shape` if the shapes differ or `'batchMean'` meets a scalar, `value` if a target is NaN
 * @see Kullback, Leibler, "On information and sufficiency" (1951)
 * @example
 * ```ts
 * klDivergence(log(tensor([[0.5, 0.5]])), tensor([[1, 0]]), { reduction: 'batchMean' }); // 0.6931
 * ```
 */
export function klDivergence(
  logProbabilities: TensorLike,
  targets: TensorLike,
  options: KlDivergenceOptions = {},
): Tensor {
  const op = 'klDivergence';
  const { logTarget = false, reduction = 'mean' } = options;
  const [predicted, wanted] = matched(op, logProbabilities, targets);
  const losses = logTarget
    ? mul(exp(wanted), sub(wanted, predicted))
    : sub(timesLog(wanted), mul(wanted, predicted));
  if (reduction !== 'batchMean') return reduced(op, losses, { ...options, reduction });
  if (losses.rank === 0) {
    throw new TensorError(op, 'shape', 'batchMean needs a batch axis, got a scalar.', { shapes: [[]] });
  }
  return div(reduced(op, losses, { ...options, reduction: 'sum' }), losses.shape[0]!);
}

/** `t · log t`, continued by 0 at 0. */
function timesLog(t: Tensor): Tensor {
  return mul(t, log(where(equal(t, 0), 1, t)));
}

/** Options of {@link poissonNegativeLogLikelihood}. */
export interface PoissonLossOptions extends LossOptions {
  /** Whether the input is the logarithm of the rate; it is unless told otherwise. */
  readonly logInput?: boolean;
  /** Adds Stirling's approximation of `log t!` where `t > 1`. */
  readonly full?: boolean;
  /** Is added to the rate before its logarithm is taken, without `logInput`; 1e-8 unless given. */
  readonly epsilon?: number;
}

/**
 * Negative log-likelihood of counts under Poisson distributions: `eˣ − t · x`, or `x − t · log x` without `logInput`.
 *
 * @param input any shape, floating dtype
 * @param targets same shape, counts
 * @returns a scalar; the shape of the inputs with reduction `'none'`
 * @throws TensorError `shape` if the shapes differ, `value` if a target is NaN or `epsilon` negative
 * @example
 * ```ts
 * poissonNegativeLogLikelihood(tensor([0, 1]), tensor([2, 1]), { reduction: 'none' }); // [1, 1.7183]
 * ```
 */
export function poissonNegativeLogLikelihood(
  input: TensorLike,
  targets: TensorLike,
  options: PoissonLossOptions = {},
): Tensor {
  const op = 'poissonNegativeLogLikelihood';
  const { logInput = true, full = false, epsilon = 1e-8 } = options;
  checkNumber(op, 'epsilon', epsilon, 0);
  const [x, t] = matched(op, input, targets);
  const losses = logInput ? sub(exp(x), mul(t, x)) : sub(x, mul(t, log(add(x, epsilon))));
  return reduced(op, full ? add(losses, stirling(t)) : losses, options);
}

/** `log t!` about; 0 up to 1. */
function stirling(t: Tensor): Tensor {
  const isLarge = greater(t, 1);
  const large = where(isLarge, t, 1);
  const halfLog = mul(log(mul(large, 2 * Math.PI)), 0.5);
  return where(isLarge, add(sub(mul(large, log(large)), large), halfLog), 0);
}

/** Options of {@link gaussianNegativeLogLikelihood}. */
export interface GaussianLossOptions extends LossOptions {
  /** Adds the constant `log(2π)/2`. */
  readonly full?: boolean;
  /** Least variance; 1e-6 unless given. */
  readonly epsilon?: number;
}

/**
 * Negative log-likelihood under normal distributions of predicted mean and variance: `(log v + (m − t)²/v) / 2`.
 *
 * Smaller variances count as `epsilon`, but get their gradient as if they had that value.
 *
 * @param means any shape, floating dtype
 * @param targets same shape
 * @param variances same shape, or with a last axis of length 1, or without that axis, or one number for all
 * @returns a scalar; the shape of the means with reduction `'none'`
 * @throws TensorError `shape` if the shapes do not fit, `value` if a target is NaN, a variance negative or `epsilon` not
 *   positive
 * @see Nix, Weigend, "Estimating the mean and variance of the target probability distribution" (1994)
 * @example
 * ```ts
 * gaussianNegativeLogLikelihood(tensor([0]), tensor([2]), tensor([4])); // 1.1931
 * ```
 */
export function gaussianNegativeLogLikelihood(
  means: TensorLike,
  targets: TensorLike,
  variances: TensorLike,
  options: GaussianLossOptions = {},
): Tensor {
  const op = 'gaussianNegativeLogLikelihood';
  const { full = false, epsilon = 1e-6 } = options;
  checkNumber(op, 'epsilon', epsilon, Number.MIN_VALUE);
  const [predicted, wanted] = matched(op, means, targets);
  const variance = varianceFor(op, promoteOperands(op, predicted, variances)[1], predicted);
  const isSmall = less(variance, epsilon);
  const least = add(sub(variance, withoutGradient(variance)), epsilon);
  const v = where(isSmall, least, variance);
  const losses = mul(add(log(v), div(square(sub(predicted, wanted)), v)), 0.5);
  return reduced(op, full ? add(losses, Math.log(2 * Math.PI) / 2) : losses, options);
}

function varianceFor(op: string, variance: Tensor, means: Tensor): Tensor {
  const lead = means.shape.slice(0, -1);
  const isShared = means.rank > 0 && sameShape(variance.shape, lead);
  const v = isShared && !sameShape(variance.shape, means.shape) ? expandDims(variance, -1) : variance;
  const isColumn = means.rank > 0 && sameShape(v.shape, [...lead, 1]);
  if (!isColumn && v.rank > 0) checkFits(op, 'variances', v, means.shape, 'the means');
  if (holds(v, (each) => less(each, 0))) {
    throw new TensorError(op, 'value', 'a variance is negative. Did you mean exp(variances)?', {
      shapes: [variance.shape],
    });
  }
  return v;
}
