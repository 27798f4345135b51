// Losses of numbers that should come close to other numbers.

import { TensorError } from '../../errors.ts';
import type { Tensor } from '../../tensor.ts';
import { softplus } from '../activation.ts';
import { add, mul, sub } from '../arithmetic.ts';
import { less, lessEqual, where } from '../compare.ts';
import type { TensorLike } from '../lift.ts';
import { abs, square } from '../math.ts';
import { checkNumber, type LossOptions, matched, reduced } from './common.ts';

/**
 * Mean squared error: `mean (p − t)²`.
 *
 * @param predictions any shape, floating dtype
 * @param targets same shape
 * @returns a scalar; the shape of the inputs with reduction `'none'`
 * @throws TensorError `shape` if the shapes differ, `value` if a target is NaN
 * @see course part 1.1
 * @example
 * ```ts
 * meanSquaredError(tensor([1, 2]), tensor([1, 4])); // 2
 * ```
 */
export function meanSquaredError(
  predictions: TensorLike,
  targets: TensorLike,
  options: LossOptions = {},
): Tensor {
  const [predicted, wanted] = matched('meanSquaredError', predictions, targets);
  return reduced('meanSquaredError', square(sub(predicted, wanted)), options);
}

/**
 * Mean absolute error: `mean |p − t|`.
 *
 * @param predictions any shape, floating dtype
 * @param targets same shape
 * @returns a scalar; the shape of the inputs with reduction `'none'`
 * @throws TensorError `shape` if the shapes differ, `value` if a target is NaN
 * @example
 * ```ts
 * meanAbsoluteError(tensor([1, 2]), tensor([1, 4])); // 1
 * ```
 */
export function meanAbsoluteError(
  predictions: TensorLike,
  targets: TensorLike,
  options: LossOptions = {},
): Tensor {
  const [predicted, wanted] = matched('meanAbsoluteError', predictions, targets);
  return reduced('meanAbsoluteError', abs(sub(predicted, wanted)), options);
}

/** Options of {@link huberLoss}. */
export interface HuberLossOptions extends LossOptions {
  /** Where the parabola goes over into lines; 1 unless given. */
  readonly delta?: number;
}

/**
 * Huber loss, for targets with outliers: `d²/2` where `|d| ≤ delta`, else `delta · (|d| − delta/2)`, with `d = p − t`.
 *
 * @param predictions any shape, floating dtype
 * @param targets same shape
 * @returns a scalar; the shape of the inputs with reduction `'none'`
 * @throws TensorError `shape` if the shapes differ, `value` if `delta` is not positive
 * @see Huber, "Robust estimation of a location parameter" (1964)
 * @example
 * ```ts
 * huberLoss(tensor([0, 3]), tensor([0.5, 0]), { reduction: 'none' }); // [0.125, 2.5]
 * ```
 */
export function huberLoss(
  predictions: TensorLike,
  targets: TensorLike,
  options: HuberLossOptions = {},
): Tensor {
  const { delta = 1 } = options;
  if (!(delta > 0)) throw new TensorError('huberLoss', 'value', `delta must be positive, got ${delta}.`);
  const [predicted, wanted] = matched('huberLoss', predictions, targets);
  const difference = sub(predicted, wanted);
  const distance = abs(difference);
  const losses = where(
    lessEqual(distance, delta),
    mul(square(difference), 0.5),
    mul(sub(distance, delta / 2), delta),
  );
  return reduced('huberLoss', losses, options);
}

/** Options of {@link smoothL1Loss}. */
export interface SmoothL1LossOptions extends LossOptions {
  /** Where the parabola goes over into lines; 1 unless given. With 0 it is the absolute error. */
  readonly beta?: number;
}

/**
 * Smooth absolute error: `d²/(2 beta)` where `|d| < beta`, else `|d| − beta/2`, with `d = p − t`; {@link huberLoss}
 * divided by its `delta`.
 *
 * @param predictions any shape, floating dtype
 * @param targets same shape
 * @returns a scalar; the shape of the inputs with reduction `'none'`
 * @throws TensorError `shape` if the shapes differ, `value` if `beta` is negative or a target is NaN
 * @see Girshick, "Fast R-CNN" (2015)
 * @example
 * ```ts
 * smoothL1Loss(tensor([0, 3]), tensor([1, 0]), { beta: 2, reduction: 'none' }); // [0.25, 2]
 * ```
 */
export function smoothL1Loss(
  predictions: TensorLike,
  targets: TensorLike,
  options: SmoothL1LossOptions = {},
): Tensor {
  const { beta = 1 } = options;
  checkNumber('smoothL1Loss', 'beta', beta, 0);
  const [predicted, wanted] = matched('smoothL1Loss', predictions, targets);
  const difference = sub(predicted, wanted);
  const distance = abs(difference);
  if (beta === 0) return reduced('smoothL1Loss', distance, options);
  const losses = where(less(distance, beta), mul(square(difference), 0.5 / beta), sub(distance, beta / 2));
  return reduced('smoothL1Loss', losses, options);
}

/**
 * Logarithm of the hyperbolic cosine: `log cosh d` with `d = p − t`, about `d²/2` near 0 and `|d| − log 2` far away,
 * computed without overflow.
 *
 * @param predictions any shape, floating dtype
 * @param targets same shape
 * @returns a scalar; the shape of the inputs with reduction `'none'`
 * @throws TensorError `shape` if the shapes differ, `value` if a target is NaN
 * @example
 * ```ts
 * logCoshLoss(tensor([1, 1000]), tensor([0, 0]), { reduction: 'none' }); // [0.4338, 999.3069]
 * ```
 */
export function logCoshLoss(predictions: TensorLike, targets: TensorLike, options: LossOptions = {}): Tensor {
  const [predicted, wanted] = matched('logCoshLoss', predictions, targets);
  const difference = sub(predicted, wanted);
  // log cosh d = d + softplus(−2d) − log 2, with both signs of d alike.
  const losses = sub(add(difference, softplus(mul(difference, -2))), Math.LN2);
  return reduced('logCoshLoss', losses, options);
}
