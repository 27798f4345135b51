// Dice loss: overlap of predicted and true regions.

import { formatShape, TensorError } from '../../errors.ts';
import { resolveAxes } from '../../layout.ts';
import type { Tensor } from '../../tensor.ts';
import { add, div, mul, sub } from '../arithmetic.ts';
import type { TensorLike } from '../lift.ts';
import { sum } from '../reduce.ts';
import { checkNumber, type LossOptions, matched, reduced } from './common.ts';

/** Options of {@link diceLoss}. */
export interface DiceLossOptions extends LossOptions {
  /** Axes of the region; all between the first (samples) and the last (classes) unless given. */
  readonly axis?: number | readonly number[];
  /** Is added above and below the fraction, so that two empty regions agree; 1 unless given. */
  readonly smooth?: number;
}

/**
 * Dice loss of regions: `1 − (2 Σ p t + smooth) / (Σ p + Σ t + smooth)`, one for each sample and class.
 *
 * @param predictions `[batch, ...spatial, classes]` probabilities, floating dtype
 * @param targets same shape, values in [0, 1]
 * @returns a scalar; `[batch, classes]` with reduction `'none'`
 * @throws TensorError `shape` if the shapes differ or there is no axis to add over, `axis` if an axis does not exist,
 *   `value` if a target is NaN or `smooth` negative
 * @see Milletari et al., "V-Net" (2016)
 * @example
 * ```ts
 * diceLoss(tensor([[[1], [1], [0]]]), tensor([[[1], [0], [0]]]), { smooth: 0 }); // 0.3333
 * ```
 */
export function diceLoss(
  predictions: TensorLike,
  targets: TensorLike,
  options: DiceLossOptions = {},
): Tensor {
  const op = 'diceLoss';
  const { axis, smooth = 1 } = options;
  checkNumber(op, 'smooth', smooth, 0);
  const [p, t] = matched(op, predictions, targets);
  const axes = axis === undefined ? p.shape.map((_, i) => i).slice(1, -1) : resolveAxes(op, axis, p.rank);
  if (axes.length === 0) {
    throw new TensorError(
      op,
      'shape',
      `takes [batch, ...spatial, classes], got ${formatShape(p.shape)}. Did you mean to give an axis?`,
      { shapes: [p.shape] },
    );
  }
  const overlap = mul(sum(mul(p, t), axes), 2);
  const total = add(sum(p, axes), sum(t, axes));
  return reduced(op, sub(1, div(add(overlap, smooth), add(total, smooth))), options);
}
