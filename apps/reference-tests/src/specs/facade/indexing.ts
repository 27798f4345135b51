// Ops by computed places, sets and counts.

import type { Tensor } from 'cambium';
import * as cambium from 'cambium';
import { convert, floating, run, runAll } from './convert.ts';
import { type FacadeTensor, type Like, refuse } from './tensor.ts';

type Shape = readonly number[];

export function gatherND(x: Like, indices: Like): FacadeTensor {
  return run(() =>
    cambium.gatherNd(convert(x, 'x', 'gatherND'), convert(indices, 'indices', 'gatherND', 'int32')),
  );
}

/** Updates as they fit behind the places: `[...indices without the last axis, ...rest]`. */
function checkUpdates(op: string, indices: Tensor, updates: Tensor, shape: Shape): void {
  const axes = indices.shape.at(-1) ?? 1;
  const expected = [...indices.shape.slice(0, -1), ...shape.slice(axes)];
  if (
    indices.rank < 1 ||
    updates.rank < 1 ||
    shape.length < 1 ||
    axes > shape.length ||
    expected.join() !== updates.shape.join()
  )
    refuse(op, `indices [${indices.shape}], updates [${updates.shape}] and shape [${shape}] do not fit.`);
}

/** Places outside count as errors here; ours counts negative ones from the end. */
function checkPlaces(op: string, indices: Tensor): void {
  if (indices.dataSync().some((place) => place < 0)) refuse(op, 'indices must not be negative.');
}

export function scatterND(indices: Like, updates: Like, shape: Shape): FacadeTensor {
  return run(() => {
    const given = convert(indices, 'indices', 'scatterND', 'int32');
    const places = given.rank === 1 ? cambium.expandDims(given, 1) : given;
    const values = convert(updates, 'updates', 'scatterND');
    checkUpdates('scatterND', places, values, shape);
    checkPlaces('scatterND', places);
    const nothing = cambium.zeros(shape, { dtype: values.dtype });
    return cambium.indexPut(nothing, cambium.unstack(places, -1), values, { accumulate: true });
  });
}

export function tensorScatterUpdate(tensor: Like, indices: Like, updates: Like): FacadeTensor {
  return run(() => {
    const op = 'tensorScatterupdate';
    const given = convert(tensor, 'tensor', op);
    const places = convert(indices, 'indices', op, 'int32');
    const values = convert(updates, 'updates', op);
    checkUpdates(op, places, values, given.shape);
    if (values.dtype !== given.dtype) refuse(op, `dtypes ${given.dtype} and ${values.dtype} differ.`);
    checkPlaces(op, places);
    return cambium.indexPut(given, cambium.unstack(places, -1), values);
  });
}

export function sparseToDense(
  sparseIndices: Like,
  sparseValues: Like,
  outputShape: Shape,
  defaultValue: Like = 0,
): FacadeTensor {
  return run(() => {
    const op = 'sparseToDense';
    const given = convert(sparseIndices, 'sparseIndices', op, 'int32');
    const values = convert(sparseValues, 'sparseValues', op);
    const rest = convert(defaultValue, 'defaultValue', op, values.dtype);
    if (given.rank > 2)
      refuse(op, `sparseIndices should be a scalar, vector, or matrix, but got shape [${given.shape}].`);
    const places = given.rank < 2 ? cambium.reshape(given, [given.size, 1]) : given;
    if (places.shape[1] !== outputShape.length)
      refuse(op, `outputShape has incorrect number of elements: ${outputShape.length}.`);
    if (values.rank > 1 || (values.rank === 1 && values.size !== places.shape[0]))
      refuse(op, `sparseValues has incorrect shape [${values.shape}].`);
    if (rest.rank !== 0) refuse(op, 'defaultValue should be a scalar.');
    checkPlaces(op, places);
    const nothing = cambium.broadcastTo(rest, outputShape);
    return cambium.indexPut(nothing, cambium.unstack(places, -1), values);
  });
}

export function unsortedSegmentSum(x: Like, segmentIds: Like, numSegments: number): FacadeTensor {
  return run(() => {
    const op = 'unsortedSegmentSum';
    const given = convert(x, 'x', op);
    const ids = convert(segmentIds, 'segmentIds', op, 'int32');
    if (!Number.isInteger(numSegments)) refuse(op, 'numSegments must be of dtype int');
    // Negative segments count nowhere: they are added to a row that is cut off.
    const rows = cambium.where(cambium.less(ids, 0), numSegments, ids);
    const rest = given.shape.slice(ids.rank);
    const flat = cambium.reshape(given, [ids.size, ...rest]);
    const nothing = cambium.zeros([numSegments + 1, ...rest], { dtype: given.dtype });
    const sums = cambium.indexAdd(nothing, cambium.reshape(rows, [ids.size]), flat);
    return cambium.slice(sums, [0, numSegments]);
  });
}

/** Counts of one row; what has no bin is left out. */
function countsOf(x: Tensor, weights: Tensor | null, size: number, isBinary: boolean): Tensor {
  const isCounted = cambium.less(x, size);
  const places = cambium.booleanMask(x, isCounted);
  const amounts = weights === null ? null : cambium.booleanMask(weights, isCounted);
  if (size === 0) return cambium.zeros([0]);
  const counts = cambium.bincount(places, { length: size, weights: isBinary ? null : amounts });
  return cambium.cast(
    isBinary ? cambium.minimum(counts, 1) : counts,
    weights === null ? 'float32' : weights.dtype,
  );
}

function counting(op: string) {
  return (x: Like, weights: Like, size: number, binaryOutput = false): FacadeTensor =>
    run(() => {
      const [given, amounts] = [convert(x, 'x', op), convert(weights, 'weights', op)];
      if (given.dtype !== 'int32') refuse(op, `input dtype must be int32, but got ${given.dtype}`);
      if (given.rank > 2) refuse(op, `input must be at most rank 2, but got rank ${given.rank}.`);
      if (!(size >= 0)) refuse(op, `size must be non-negative, but got ${size}.`);
      if (amounts.size !== given.size && amounts.size !== 0)
        refuse(op, `weights [${amounts.shape}] do not fit x [${given.shape}].`);
      const weigh = amounts.size === 0 ? null : cambium.reshape(amounts, given.shape);
      if (given.rank < 2) return countsOf(given, weigh, size, binaryOutput);
      const rows = cambium.unstack(given);
      const parts = weigh === null ? null : cambium.unstack(weigh);
      return cambium.stack(rows.map((row, i) => countsOf(row, parts?.[i] ?? null, size, binaryOutput)));
    });
}

export const bincount = counting('bincount');
export const denseBincount = counting('denseBincount');

/** TensorFlow lists values in the order in which they occur, we in ascending order. */
export function unique(x: Like, axis = 0): { values: FacadeTensor; indices: FacadeTensor } {
  const [values, indices] = runAll(() => {
    const found = cambium.unique(convert(x, 'x', 'unique'), { axis });
    const order = cambium.argsort(found.indices);
    const ranks = cambium.argsort(order);
    return [cambium.gather(found.values, order, axis), cambium.gather(ranks, found.inverse)];
  });
  return { values: values!, indices: indices! };
}

export async function setdiff1dAsync(x: Like, y: Like): Promise<[FacadeTensor, FacadeTensor]> {
  const [values, places] = runAll(() => {
    const [a, b] = [convert(x, 'x', 'setdiff1d'), convert(y, 'y', 'setdiff1d')];
    if (a.dtype !== b.dtype)
      refuse('setdiff1d', `x and y should have the same dtype, but got x (${a.dtype}) and y (${b.dtype}).`);
    if (a.rank !== 1 || b.rank !== 1)
      refuse('setdiff1d', `x and y should be 1D tensors, but got [${a.shape}] and [${b.shape}].`);
    const isOther = cambium.logicalNot(cambium.any(cambium.equal(cambium.expandDims(a, 1), b), 1));
    return [
      cambium.booleanMask(a, isOther),
      cambium.booleanMask(cambium.arange(0, a.size, 1, { dtype: 'int32' }), isOther),
    ];
  });
  return [values!, places!];
}

export async function whereAsync(condition: Like): Promise<FacadeTensor> {
  return run(() => cambium.nonZero(convert(condition, 'condition', 'whereAsync', 'bool')));
}

export async function booleanMaskAsync(tensor: Like, mask: Like, axis = 0): Promise<FacadeTensor> {
  return run(() => {
    const [given, chosen] = [
      convert(tensor, 'tensor', 'boolMask'),
      convert(mask, 'mask', 'boolMask', 'bool'),
    ];
    if (chosen.rank === 0) refuse('boolMask', 'mask cannot be scalar');
    const lead = given.shape.slice(0, axis);
    const masked = given.shape.slice(axis, axis + chosen.rank);
    if (masked.join() !== chosen.shape.join())
      refuse('boolMask', `mask's shape [${chosen.shape}] must match [${masked}].`);
    const front = cambium.reshape(given, [...lead, chosen.size, ...given.shape.slice(axis + chosen.rank)]);
    const places = cambium.nonZero(cambium.reshape(chosen, [chosen.size]));
    return cambium.gather(front, cambium.reshape(places, [places.shape[0]!]), axis);
  });
}

export async function inTopKAsync(predictions: Like, targets: Like, k = 1): Promise<FacadeTensor> {
  return run(() => {
    const [scores, wanted] = [
      convert(predictions, 'predictions', 'inTopK'),
      convert(targets, 'targets', 'inTopK'),
    ];
    if (scores.rank < 2)
      refuse('inTopK', `expects the predictions to be of rank 2 or higher, but got ${scores.rank}`);
    if (scores.rank - 1 !== wanted.rank || scores.shape.slice(0, -1).join() !== wanted.shape.join())
      refuse('inTopK', `predictions [${scores.shape}] and targets [${wanted.shape}] do not fit.`);
    if (!(k > 0)) refuse('inTopK', `'k' passed to inTopK() must be > 0, but got ${k}`);
    const best = floating(cambium.topK(scores, k).indices);
    return cambium.any(cambium.equal(best, cambium.expandDims(floating(wanted), -1)), -1);
  });
}

/** tf.math. */
export const math = {
  confusionMatrix: (labels: Like, predictions: Like, numClasses: number): FacadeTensor =>
    run(() => {
      const op = 'confusionMatrix';
      const [truth, guess] = [convert(labels, 'labels', op), convert(predictions, 'predictions', op)];
      if (!Number.isInteger(numClasses) || numClasses <= 0)
        refuse(op, `numClasses is required to be a positive integer, but got ${numClasses}`);
      if (truth.rank !== 1 || guess.rank !== 1)
        refuse(
          op,
          `Expected the rank of labels and predictions to be 1, but got ${truth.rank} and ${guess.rank}`,
        );
      if (truth.size !== guess.size)
        refuse(op, `Mismatch in the number of examples: ${truth.size} vs. ${guess.size}.`);
      // Ours takes the scores of classifiers: those of a guess are 1 for its class.
      const scores = cambium.oneHot(cambium.cast(guess, 'int32'), numClasses, { dtype: 'float32' });
      return cambium.confusionMatrix(scores, cambium.cast(truth, 'int32'));
    }),
};

/** `v` drawn towards `x`; without bias at the beginning as Adam's means are. */
export function movingAverage(
  v: Like,
  x: Like,
  decay: Like,
  step?: Like | null,
  zeroDebias = true,
): FacadeTensor {
  return run(() => {
    const op = 'movingAverage';
    const [mean, value] = [convert(v, 'v', op), convert(x, 'x', op)];
    const share = convert(decay, 'decay', op);
    if (mean.dtype !== value.dtype) refuse(op, `dtypes ${mean.dtype} and ${value.dtype} must match.`);
    if (mean.shape.join() !== value.shape.join()) refuse(op, 'Shape mismatch in v and x');
    if (!zeroDebias) return cambium.lerp(mean, value, cambium.sub(1, share));
    if (step === undefined || step === null) refuse(op, 'When using zeroDebias: true, step is required.');
    const correction = cambium.sub(1, cambium.pow(share, convert(step, 'step', op)));
    return cambium.lerp(mean, value, cambium.div(cambium.sub(1, share), correction));
  });
}
