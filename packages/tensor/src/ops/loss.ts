// Loss functions. Classes are on the last axis; shapes must match exactly, because broadcasting a loss is a bug.

import { isFloating } from '../dtype.ts';
import { formatShape, TensorError } from '../errors.ts';
import { execute, unobserved } from '../execute.ts';
import { sameShape } from '../layout.ts';
import { scope } from '../memory/scope.ts';
import type { Tensor } from '../tensor.ts';
import { logSoftmax, softplus } from './activation.ts';
import { add, div, mul, sub } from './arithmetic.ts';
import { isNaN as areNaN, equal, lessEqual, notEqual, where } from './compare.ts';
import { asFloating, asTensor, castTo, type TensorLike } from './lift.ts';
import { abs, log, log1p, neg, square } from './math.ts';
import { any, mean, sum } from './reduce.ts';
import { expandDims, reshape, squeeze } from './shape.ts';

/** What becomes of the losses of the single samples. */
export interface LossOptions {
  /** `'mean'` (default), `'sum'`, or `'none'` for one loss a sample. */
  readonly reduction?: 'mean' | 'sum' | 'none';
}

/** Options of {@link negativeLogLikelihood}. */
export interface ClassLossOptions extends LossOptions {
  /** `[classes]`: how much a sample of each class counts. The mean divides by the sum of the weights. */
  readonly classWeights?: TensorLike | null;
  /** Label of samples that do not count. */
  readonly ignoreIndex?: number | null;
}

/** Options of {@link crossEntropy}. */
export interface CrossEntropyOptions extends ClassLossOptions {
  /** Share of the target that is spread evenly over all classes, in [0, 1]; 0 unless given. */
  readonly labelSmoothing?: number;
}

/**
 * Softmax cross-entropy: `−log softmax(logits)[label]`, or `−Σ p · log softmax(logits)` for target probabilities.
 *
 * @param logits `[..., classes]` scores before softmax, floating dtype
 * @param targets int32 labels `[...]`, or probabilities (one-hot, too) of the shape of the logits
 * @returns a scalar; `[...]` with reduction `'none'`
 * @throws TensorError `shape` if the shapes do not fit, `dtype` for labels that are not integers, `index` for a label
 *   that is not a class
 * @see course part 4.7
 * @example
 * ```ts
 * crossEntropy(tensor([[2, 0], [0, 2]]), tensor([0, 0], { dtype: 'int32' })); // 1.1269
 * crossEntropy(tensor([[2, 0]]), tensor([[0.5, 0.5]])); // 1.1269
 * ```
 */
export function crossEntropy(
  logits: TensorLike,
  targets: TensorLike,
  options: CrossEntropyOptions = {},
): Tensor {
  const { labelSmoothing = 0 } = options;
  const scores = asFloating(logits, 'crossEntropy');
  const wanted = asTensor(targets, 'crossEntropy');
  if (!(labelSmoothing >= 0 && labelSmoothing <= 1)) {
    throw new TensorError(
      'crossEntropy',
      'value',
      `labelSmoothing must lie in [0, 1], got ${labelSmoothing}.`,
    );
  }
  if (scores.rank === 0)
    throw new TensorError('crossEntropy', 'shape', 'takes logits [..., classes], got a scalar.', {
      shapes: [[]],
    });
  if (sameShape(scores.shape, wanted.shape))
    return softCrossEntropy(scores, probabilitiesOf(wanted, scores), labelSmoothing, options);
  const labels = checkLabels('crossEntropy', scores, wanted);
  return labelSmoothing === 0
    ? fromLabels('crossEntropy', scores, labels, 0, options, ofScores)
    : fromLabels('crossEntropy', logSoftmax(scores), labels, labelSmoothing, options, ofLogs);
}

/**
 * Negative log-likelihood: `−logProbabilities[label]`; with {@link logSoftmax} in front it is the cross-entropy.
 *
 * @param logProbabilities `[..., classes]`, floating dtype
 * @param targets int32 labels `[...]`
 * @returns a scalar; `[...]` with reduction `'none'`
 * @throws TensorError as {@link crossEntropy}
 * @example
 * ```ts
 * negativeLogLikelihood(log(tensor([[0.5, 0.5]])), tensor([1], { dtype: 'int32' })); // 0.6931
 * ```
 */
export function negativeLogLikelihood(
  logProbabilities: TensorLike,
  targets: TensorLike,
  options: ClassLossOptions = {},
): Tensor {
  const scores = asFloating(logProbabilities, 'negativeLogLikelihood');
  const labels = checkLabels('negativeLogLikelihood', scores, asTensor(targets, 'negativeLogLikelihood'));
  return fromLabels('negativeLogLikelihood', scores, labels, 0, options, ofLogs);
}

function checkLabels(op: string, scores: Tensor, labels: Tensor): Tensor {
  const shapes = [scores.shape, labels.shape];
  if (scores.rank === 0 || !sameShape(labels.shape, scores.shape.slice(0, -1))) {
    const expected = formatShape(scores.shape.slice(0, -1));
    const hint =
      labels.rank === scores.rank && labels.shape.at(-1) === 1 ? ' Did you mean squeeze(targets, -1)?' : '';
    throw new TensorError(
      op,
      'shape',
      `targets ${formatShape(labels.shape)} do not fit predictions ${formatShape(scores.shape)}: labels are ${expected}, probabilities ${formatShape(scores.shape)}.${hint}`,
      { shapes },
    );
  }
  if (labels.dtype === 'int32') return labels;
  if (labels.dtype === 'uint8') return castTo(labels, 'int32');
  throw new TensorError(
    op,
    'dtype',
    `labels ${formatShape(labels.shape)} must be int32, got ${labels.dtype}. Did you mean cast(targets, 'int32')?`,
    { shapes },
  );
}

/** The loss of each sample, whatever its weight. */
type SampleLosses = (scores: Tensor, labels: Tensor) => Tensor;

const ofLogs: SampleLosses = (logs, labels) =>
  neg(squeeze(execute('takeAlongAxis', [logs, expandDims(labels, -1)], { axis: logs.rank - 1 }), -1));

/** In one pass over the scores, without their logarithms. */
const ofScores: SampleLosses = (scores, labels) => {
  if (scores.rank === 2) return execute('crossEntropy', [scores, labels], {});
  const rows = reshape(scores, [labels.size, scores.shape.at(-1)!]);
  return reshape(execute('crossEntropy', [rows, reshape(labels, [labels.size])], {}), labels.shape);
};

function fromLabels(
  op: string,
  scores: Tensor,
  labels: Tensor,
  smoothing: number,
  options: ClassLossOptions,
  lossesOf: SampleLosses,
): Tensor {
  const { classWeights, ignoreIndex, reduction = 'mean' } = options;
  const counts = ignoreIndex === undefined || ignoreIndex === null ? null : notEqual(labels, ignoreIndex);
  const safe = counts === null ? labels : where(counts, labels, 0);
  const weights =
    classWeights === undefined || classWeights === null ? null : checkWeights(op, classWeights, scores);
  let losses = namingLabels(op, scores, safe, () => lossesOf(scores, safe));
  let importance = weights === null ? null : execute('gather', [weights, safe], { axis: 0 });
  if (importance !== null) losses = mul(losses, importance);
  if (smoothing > 0) {
    const even = neg(mean(weights === null ? scores : mul(scores, weights), -1));
    losses = add(mul(losses, 1 - smoothing), mul(even, smoothing));
  }
  if (counts !== null) {
    losses = where(counts, losses, 0);
    importance = importance === null ? castTo(counts, scores.dtype) : where(counts, importance, 0);
  }
  if (reduction === 'mean' && importance !== null) return div(sum(losses), sum(importance));
  return reduced(op, losses, reduction);
}

/** Names a label that is no class, where `work` finds one. */
function namingLabels(op: string, scores: Tensor, labels: Tensor, work: () => Tensor): Tensor {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof TensorError) || error.code !== 'index') throw error;
    const classes = scores.shape.at(-1)!;
    const values = labels.dataSync();
    const place = values.findIndex((label) => label < 0 || label >= classes);
    const reason = `label ${values[place]} at place ${place} is not one of the ${classes} classes (0 to ${classes - 1}).`;
    throw new TensorError(
      op,
      'index',
      `${reason} Samples without a class can be left out with ignoreIndex.`,
      {
        shapes: [scores.shape, labels.shape],
        cause: error,
      },
    );
  }
}

function checkWeights(op: string, classWeights: TensorLike, logs: Tensor): Tensor {
  const weights = castTo(asTensor(classWeights, op), logs.dtype);
  if (!sameShape(weights.shape, logs.shape.slice(-1))) {
    throw new TensorError(
      op,
      'shape',
      `classWeights ${formatShape(weights.shape)} do not fit the classes of ${formatShape(logs.shape)}.`,
      {
        shapes: [logs.shape, weights.shape],
      },
    );
  }
  return weights;
}

function probabilitiesOf(targets: Tensor, scores: Tensor): Tensor {
  refuseNaN('crossEntropy', targets);
  return castTo(targets, scores.dtype);
}

/** A label that is NaN poisons the whole model at the next step; a missing one looks like that in most tables. */
function refuseNaN(op: string, targets: Tensor): void {
  if (!isFloating(targets.dtype) || targets.storage.backend.readSync === undefined) return;
  const found = unobserved(() => scope(() => any(areNaN(targets)).dataSync()[0] === 1));
  if (!found) return;
  const hint = 'Is a value missing in the data? Leave the sample out, or mask its loss.';
  throw new TensorError(op, 'value', `a target is NaN: ${formatShape(targets.shape)}. ${hint}`, {
    shapes: [targets.shape],
  });
}

function softCrossEntropy(
  scores: Tensor,
  probabilities: Tensor,
  smoothing: number,
  options: CrossEntropyOptions,
): Tensor {
  const { classWeights } = options;
  if (options.ignoreIndex !== undefined && options.ignoreIndex !== null) {
    throw new TensorError(
      'crossEntropy',
      'value',
      'ignoreIndex needs integer labels, the targets are probabilities.',
      {
        shapes: [scores.shape, probabilities.shape],
      },
    );
  }
  const smooth =
    smoothing === 0
      ? probabilities
      : add(mul(probabilities, 1 - smoothing), smoothing / scores.shape.at(-1)!);
  const weighted =
    classWeights === undefined || classWeights === null
      ? smooth
      : mul(smooth, checkWeights('crossEntropy', classWeights, scores));
  return reduced('crossEntropy', neg(sum(mul(weighted, logSoftmax(scores)), -1)), options.reduction);
}

/** Options of the binary cross-entropies. */
export interface BinaryCrossEntropyOptions extends LossOptions {
  /** How much positive samples count against negative ones; 1 unless given. */
  readonly positiveWeight?: TensorLike;
}

/**
 * Binary cross-entropy of probabilities: `−(t · log p + (1 − t) · log(1 − p))`.
 *
 * As in PyTorch, log 0 counts as −100. Where the logits are at hand, {@link binaryCrossEntropyWithLogits} keeps a
 * useful gradient there, too.
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
  const [p, wanted] = matched('binaryCrossEntropy', probabilities, targets);
  const isZero = equal(p, 0);
  const isOne = equal(p, 1);
  const positive = mul(wanted, where(isZero, -100, log(where(isZero, 1, p))));
  const negative = mul(sub(1, wanted), where(isOne, -100, log1p(where(isOne, 0, neg(p)))));
  const weighted = options.positiveWeight === undefined ? positive : mul(positive, options.positiveWeight);
  const losses = neg(add(weighted, negative));
  return reduced('binaryCrossEntropy', losses, options.reduction);
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
  const { positiveWeight } = options;
  const losses =
    positiveWeight === undefined
      ? sub(softplus(x), mul(x, wanted))
      : add(mul(sub(1, wanted), softplus(x)), mul(mul(wanted, positiveWeight), softplus(neg(x))));
  return reduced('binaryCrossEntropyWithLogits', losses, options.reduction);
}

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
  return reduced('meanSquaredError', square(sub(predicted, wanted)), options.reduction);
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
  return reduced('meanAbsoluteError', abs(sub(predicted, wanted)), options.reduction);
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
  return reduced('huberLoss', losses, options.reduction);
}

/** Predictions and targets of one shape, in the dtype of the predictions. */
function matched(op: string, predictions: TensorLike, targets: TensorLike): [Tensor, Tensor] {
  const predicted = asFloating(predictions, op);
  const wanted = asTensor(targets, op);
  if (!sameShape(predicted.shape, wanted.shape)) {
    const hint =
      predicted.size === wanted.size
        ? ` Did you mean reshape(targets, ${formatShape(predicted.shape)})?`
        : '';
    throw new TensorError(
      op,
      'shape',
      `predictions ${formatShape(predicted.shape)} and targets ${formatShape(wanted.shape)} differ.${hint}`,
      {
        shapes: [predicted.shape, wanted.shape],
      },
    );
  }
  refuseNaN(op, wanted);
  return [predicted, isFloating(wanted.dtype) ? wanted : castTo(wanted, predicted.dtype)];
}

function reduced(op: string, losses: Tensor, reduction: 'mean' | 'sum' | 'none' = 'mean'): Tensor {
  if (reduction === 'mean') return mean(losses);
  if (reduction === 'sum') return sum(losses);
  if (reduction === 'none') return losses;
  throw new TensorError(op, 'value', `there is no reduction ${String(reduction)}. Use mean, sum or none.`);
}
