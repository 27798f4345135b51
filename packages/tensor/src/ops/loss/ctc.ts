// Connectionist temporal classification: the probability of a sequence of labels, whenever each of them is said.

import { formatShape, TensorError } from '../../errors.ts';
import { execute, unobserved } from '../../execute.ts';
import { sameShape } from '../../layout.ts';
import type { Tensor } from '../../tensor.ts';
import { add, div, maximum, minimum, mul, sub } from '../arithmetic.ts';
import { equal, greater, less, logicalAnd, logicalOr, notEqual, where } from '../compare.ts';
import { holds } from '../holds.ts';
import { concat, stack } from '../join.ts';
import {
  asFloating,
  asTensor,
  castTo,
  constantScalar,
  countBeside,
  hostIndices,
  inNameOf,
  type TensorLike,
} from '../lift.ts';
import { exp, log, neg } from '../math.ts';
import { cumsum } from '../scan.ts';
import { broadcastTo, expandDims, reshape, squeeze } from '../shape.ts';
import { sliceAxis } from '../slice.ts';
import { folded, type LossOptions, weightsFor } from './common.ts';

/** Options of {@link ctcLoss}. */
export interface CtcLossOptions extends LossOptions {
  /** The class that says nothing; 0 unless given. */
  readonly blank?: number;
  /** Counts samples whose labels do not fit into their time as 0, without gradient, instead of Infinity. */
  readonly zeroInfinity?: boolean;
}

/**
 * Connectionist temporal classification: `−log Σ P(path)` over all paths through the classes that give the labels once
 * repeats are merged and blanks left out.
 *
 * The mean divides each loss by the number of its labels (at least 1), then averages, as in PyTorch.
 *
 * @param logProbabilities `[batch, time, classes]` after {@link logSoftmax}, floating dtype
 * @param targets int32 labels `[batch, labels]`, what is behind a sample's length does not count; or all labels one after
 *   the other, `[Σ lengths]`
 * @param inputLengths int32 `[batch]`, or an array: the steps of each sample
 * @param targetLengths int32 `[batch]`, or an array: the labels of each sample
 * @returns a scalar; `[batch]` with reduction `'none'`
 * @throws TensorError `shape` if the shapes do not fit, `dtype` for labels or lengths that are not integers, `index` for
 *   a label that is not a class, `value` for lengths outside of their tensor or a blank that is not a class
 * @see Graves et al., "Connectionist temporal classification" (2006)
 * @example
 * ```ts
 * const even = logSoftmax(zeros([1, 2, 3])); // 9 paths of 2 steps, 3 of them say "1"
 * ctcLoss(even, tensor([[1]], { dtype: 'int32' }), [2], [1]); // 1.0986
 * ```
 */
export function ctcLoss(
  logProbabilities: TensorLike,
  targets: TensorLike,
  inputLengths: TensorLike | readonly number[],
  targetLengths: TensorLike | readonly number[],
  options: CtcLossOptions = {},
): Tensor {
  const { blank = 0, zeroInfinity = false } = options;
  const logs = asFloating(logProbabilities, op);
  if (logs.rank !== 3) {
    throw new TensorError(op, 'shape', `takes [batch, time, classes], got ${formatShape(logs.shape)}.`, {
      shapes: [logs.shape],
    });
  }
  const classes = logs.shape[2]!;
  if (!(Number.isInteger(blank) && blank >= 0 && blank < classes)) {
    throw new TensorError(op, 'value', `blank is not one of the ${classes} classes, got ${blank}.`);
  }
  const given = asTensor(targets, op);
  if (given.dtype !== 'int32') {
    throw new TensorError(op, 'dtype', `labels must be int32, got ${given.dtype}. Did you mean cast()?`);
  }
  const steps = lengthsOf('inputLengths', inputLengths, logs);
  const counts = lengthsOf('targetLengths', targetLengths, logs);
  checkRange('inputLengths', steps, logs.shape[1]!);
  const padded = given.rank === 1 ? fromConcatenated(given, counts) : given;
  if (padded.rank !== 2 || padded.shape[0] !== logs.shape[0]) {
    throw new TensorError(
      op,
      'shape',
      `targets ${formatShape(given.shape)} do not fit predictions ${formatShape(logs.shape)}: expected [${logs.shape[0]}, labels] or [labels].`,
      { shapes: [logs.shape, given.shape] },
    );
  }
  checkRange('targetLengths', counts, padded.shape[1]!);
  const isLabel = less(countBeside(padded.shape[1]!, padded), expandDims(counts, 1));
  const losses = inNameOf(op, () => lossesOf(logs, where(isLabel, padded, blank), steps, counts, blank));
  const isLost = greater(losses, -impossible / 2);
  const finite = where(isLost, zeroInfinity ? 0 : Number.POSITIVE_INFINITY, losses);
  return combined(finite, castTo(counts, logs.dtype), options);
}

const op = 'ctcLoss';

/** Stands for log 0: unlike −∞, differences of it are no NaN. */
const impossible = -1e30;

function combined(losses: Tensor, counts: Tensor, { reduction = 'mean', weights }: LossOptions): Tensor {
  const perLabel = reduction === 'mean' ? div(losses, maximum(counts, 1)) : losses;
  const isPlain = weights === undefined || weights === null;
  return folded(op, isPlain ? perLabel : mul(perLabel, weightsFor(op, weights, losses)), reduction);
}

function lengthsOf(name: string, value: TensorLike | readonly number[], logs: Tensor): Tensor {
  const batch = logs.shape[0]!;
  const isList = (each: typeof value): each is readonly number[] => Array.isArray(each);
  if (isList(value) && !value.every(Number.isInteger)) {
    throw new TensorError(op, 'value', `${name} must be integers, got [${value.join(', ')}].`);
  }
  const lengths = isList(value)
    ? hostIndices(Int32Array.from(value), [value.length], logs, op)
    : asTensor(value, op);
  if (lengths.dtype !== 'int32') {
    throw new TensorError(op, 'dtype', `${name} must be int32, got ${lengths.dtype}. Did you mean cast()?`);
  }
  if (sameShape(lengths.shape, [batch])) return lengths;
  throw new TensorError(op, 'shape', `${name} is ${formatShape(lengths.shape)}, expected [${batch}].`, {
    shapes: [logs.shape, lengths.shape],
  });
}

function checkRange(name: string, lengths: Tensor, most: number): void {
  if (!holds(lengths, (each) => logicalOr(less(each, 0), greater(each, most)))) return;
  throw new TensorError(op, 'value', `${name} must lie in [0, ${most}], got ${formatLengths(lengths)}.`);
}

function formatLengths(lengths: Tensor): string {
  return `[${Array.from(lengths.dataSync()).join(', ')}]`;
}

/** Labels one after the other as rows; how long these are is known on the host only. */
function fromConcatenated(labels: Tensor, counts: Tensor): Tensor {
  checkRange('targetLengths', counts, labels.size);
  const lengths = Array.from(counts.dataSync());
  const total = lengths.reduce((sum, each) => sum + each, 0);
  if (total !== labels.size) {
    const reason = `targets ${formatShape(labels.shape)} are not as many as targetLengths ${formatLengths(counts)} say.`;
    throw new TensorError(op, 'shape', reason, { shapes: [labels.shape] });
  }
  const longest = Math.max(0, ...lengths);
  if (labels.size === 0) return reshape(labels, [lengths.length, 0]);
  const starts = cumsum(counts, 0, { exclusive: true });
  const places = minimum(add(expandDims(starts, 1), countBeside(longest, labels)), labels.size - 1);
  return execute('gather', [labels, places], { axis: 0 });
}

/** The forward variables of the paper, step by step; labels behind the length are blanks. */
function lossesOf(logs: Tensor, labels: Tensor, steps: Tensor, counts: Tensor, blank: number): Tensor {
  const [batch, time] = logs.shape as [number, number, number];
  const width = 2 * labels.shape[1]! + 1;
  const states = withBlanks(labels, blank);
  const emitted = emissions(logs, states);
  const skips = skippable(states, blank);
  // Before the first step, all of the probability is on the blank in front.
  const isFirst = equal(countBeside(width, logs), 0);
  let forward = broadcastTo(castTo(where(isFirst, 0, impossible), logs.dtype), [batch, width]);
  for (let t = 0; t < time; t++) {
    const next = add(arrivals(forward, skips), squeeze(sliceAxis(emitted, 1, t, 1), 1));
    forward = where(expandDims(less(t, steps), 1), next, forward);
  }
  const at = (places: Tensor): Tensor =>
    squeeze(execute('takeAlongAxis', [forward, expandDims(maximum(places, 0), 1)], { axis: 1 }), 1);
  const last = mul(counts, 2);
  const onLabel = where(greater(counts, 0), at(sub(last, 1)), impossible);
  return neg(logAdd([at(last), onLabel]));
}

/** `[batch, 2 labels + 1]`: a blank before, between and behind the labels. */
function withBlanks(labels: Tensor, blank: number): Tensor {
  const [batch, length] = labels.shape as [number, number];
  const blanks = broadcastTo(constantScalar(blank, 'int32', labels), [batch, length + 1]);
  const pairs = stack([sliceAxis(blanks, 1, 0, length), labels], 2);
  return concat([reshape(pairs, [batch, 2 * length]), sliceAxis(blanks, 1, length, 1)], 1);
}

/** `[batch, time, states]`: the log-probability of what each state says. */
function emissions(logs: Tensor, states: Tensor): Tensor {
  const [batch, time] = logs.shape as [number, number, number];
  const places = broadcastTo(expandDims(states, 1), [batch, time, states.shape[1]!]);
  return maximum(execute('takeAlongAxis', [logs, places], { axis: 2 }), impossible);
}

/** Whether the blank before a label may be left out: the labels on its sides differ. */
function skippable(states: Tensor, blank: number): Tensor {
  const [batch, width] = states.shape as [number, number];
  const before = broadcastTo(constantScalar(blank, 'int32', states), [batch, Math.min(2, width)]);
  const twoBack = concat([before, sliceAxis(states, 1, 0, Math.max(0, width - 2))], 1);
  return logicalAnd(notEqual(states, blank), notEqual(states, twoBack));
}

/** The log-probability of being in each state before it speaks: stayed, came from the one before, or from two before. */
function arrivals(forward: Tensor, skips: Tensor): Tensor {
  const width = forward.shape[1]!;
  const nothing = { shape: [forward.shape[0]!, width + 2], starts: [0, 2], steps: [1, 1], value: impossible };
  const padded = execute('place', [forward], nothing);
  const skipped = where(skips, sliceAxis(padded, 1, 0, width), impossible);
  return logAdd([forward, sliceAxis(padded, 1, 1, width), skipped]);
}

/** `log Σ exp(x)` of tensors, element by element. */
function logAdd(terms: readonly Tensor[]): Tensor {
  // The shift cancels, so the tape need not see it.
  const shift = unobserved(() => terms.reduce((most, each) => maximum(most, each)));
  const total = terms.map((each) => exp(sub(each, shift))).reduce((sum, each) => add(sum, each));
  return add(log(total), shift);
}
