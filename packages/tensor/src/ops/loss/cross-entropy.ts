// Losses of samples that belong to one of several classes. Classes are on the last axis; shapes must match exactly,
// because broadcasting a loss is a bug.

import { formatShape, TensorError } from '../../errors.ts';
import { execute } from '../../execute.ts';
import { sameShape } from '../../layout.ts';
import type { Tensor } from '../../tensor.ts';
import { logSoftmax } from '../activation.ts';
import { add, div, mul } from '../arithmetic.ts';
import { notEqual, where } from '../compare.ts';
import { asFloating, asTensor, castTo, type TensorLike } from '../lift.ts';
import { neg } from '../math.ts';
import { mean, sum } from '../reduce.ts';
import { expandDims, reshape, squeeze } from '../shape.ts';
import { folded, type LossOptions, reduced, refuseNaN, weightsFor } from './common.ts';

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

/** Labels for predictions `[..., classes]`, as int32. */
export function checkLabels(op: string, scores: Tensor, labels: Tensor): Tensor {
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
  const { classWeights, ignoreIndex, weights: importances, reduction = 'mean' } = options;
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
  if (importances !== undefined && importances !== null) {
    const own = weightsFor(op, importances, losses);
    losses = mul(losses, own);
    importance = importance === null ? own : mul(importance, own);
  }
  if (reduction === 'mean' && importance !== null) return div(sum(losses), sum(importance));
  return folded(op, losses, reduction);
}

/** Names a label that is no class, where `work` finds one. */
export function namingLabels(op: string, scores: Tensor, labels: Tensor, work: () => Tensor): Tensor {
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

/** Weights of the classes on the last axis. */
export function checkWeights(op: string, classWeights: TensorLike, logs: Tensor): Tensor {
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
  return reduced('crossEntropy', neg(sum(mul(weighted, logSoftmax(scores)), -1)), options);
}
