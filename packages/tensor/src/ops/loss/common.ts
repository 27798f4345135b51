// What losses share: operands that fit, targets without NaN, and what becomes of the losses of the single samples.

import { isFloating } from '../../dtype.ts';
import { formatShape, TensorError } from '../../errors.ts';
import { sameShape } from '../../layout.ts';
import type { Tensor } from '../../tensor.ts';
import { div, mul } from '../arithmetic.ts';
import { isNaN as areNaN } from '../compare.ts';
import { holds } from '../holds.ts';
import { asFloating, asTensor, castTo, type TensorLike } from '../lift.ts';
import { mean, sum } from '../reduce.ts';
import { broadcastTo } from '../shape.ts';

/** What becomes of the losses of the single samples. */
export interface LossOptions {
  /** `'mean'` (default), `'sum'`, or `'none'` for one loss a sample. */
  readonly reduction?: 'mean' | 'sum' | 'none';
  /**
   * How much each loss counts; broadcasts to what reduction `'none'` gives. The mean divides by the sum of the weights,
   * that of the binary cross-entropies by their number, as in PyTorch.
   */
  readonly weights?: TensorLike | null;
}

/** The losses under their weights, and folded as asked for. */
export function reduced(op: string, losses: Tensor, { reduction = 'mean', weights }: LossOptions): Tensor {
  if (weights === undefined || weights === null) return folded(op, losses, reduction);
  const importance = weightsFor(op, weights, losses);
  const weighted = mul(losses, importance);
  return reduction === 'mean' ? div(sum(weighted), sum(importance)) : folded(op, weighted, reduction);
}

/** The losses folded as asked for. */
export function folded(op: string, losses: Tensor, reduction: string = 'mean'): Tensor {
  if (reduction === 'mean') return mean(losses);
  if (reduction === 'sum') return sum(losses);
  if (reduction === 'none') return losses;
  throw new TensorError(op, 'value', `there is no reduction ${reduction}. Use mean, sum or none.`);
}

/** A weight for each loss. */
export function weightsFor(op: string, weights: TensorLike, losses: Tensor): Tensor {
  const given = castTo(asTensor(weights, op), losses.dtype);
  const lead = losses.rank - given.rank;
  const fits =
    lead >= 0 && given.shape.every((length, i) => length === 1 || length === losses.shape[lead + i]);
  if (fits) return broadcastTo(given, losses.shape);
  throw new TensorError(
    op,
    'shape',
    `weights ${formatShape(given.shape)} do not fit losses ${formatShape(losses.shape)}.`,
    { shapes: [losses.shape, given.shape] },
  );
}

/** Predictions and targets of one shape, in the dtype of the predictions. */
export function matched(op: string, predictions: TensorLike, targets: TensorLike): [Tensor, Tensor] {
  const predicted = asFloating(predictions, op);
  const wanted = asTensor(targets, op);
  checkSame(op, predicted, wanted);
  refuseNaN(op, wanted);
  return [predicted, isFloating(wanted.dtype) ? wanted : castTo(wanted, predicted.dtype)];
}

function checkSame(op: string, predicted: Tensor, wanted: Tensor): void {
  if (sameShape(predicted.shape, wanted.shape)) return;
  const hint =
    predicted.size === wanted.size ? ` Did you mean reshape(targets, ${formatShape(predicted.shape)})?` : '';
  throw new TensorError(
    op,
    'shape',
    `predictions ${formatShape(predicted.shape)} and targets ${formatShape(wanted.shape)} differ.${hint}`,
    { shapes: [predicted.shape, wanted.shape] },
  );
}

/** Throws unless an operand has the shape that another one, described by `source`, asks for. */
export function checkFits(
  op: string,
  name: string,
  x: Tensor,
  shape: readonly number[],
  source: string,
): void {
  if (sameShape(x.shape, shape)) return;
  throw new TensorError(
    op,
    'shape',
    `${name} ${formatShape(x.shape)} does not fit ${source}: expected ${formatShape(shape)}.`,
    { shapes: [shape, x.shape] },
  );
}

/** Throws unless a number from the options is one. */
export function checkNumber(op: string, name: string, value: number, least = Number.NEGATIVE_INFINITY): void {
  if (Number.isFinite(value) && value >= least) return;
  const bound = least === Number.NEGATIVE_INFINITY ? 'finite' : `a finite number ≥ ${least}`;
  throw new TensorError(op, 'value', `${name} must be ${bound}, got ${value}.`);
}

/** A label that is NaN poisons the whole model at the next step; a missing one looks like that in most tables. */
export function refuseNaN(op: string, targets: Tensor): void {
  if (!isFloating(targets.dtype) || !holds(targets, areNaN)) return;
  const hint = 'Is a value missing in the data? Leave the sample out, or mask its loss.';
  throw new TensorError(op, 'value', `a target is NaN: ${formatShape(targets.shape)}. ${hint}`, {
    shapes: [targets.shape],
  });
}
