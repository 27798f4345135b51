// Reductions, running totals, order.

import type { Tensor } from 'cambium';
import * as cambium from 'cambium';
import { convert, floating, run, runAll } from './convert.ts';
import { type FacadeTensor, type Like, refuse } from './tensor.ts';

type Axis = number | readonly number[] | null | undefined;
type Reduction = (
  x: Tensor,
  axis: number | readonly number[] | undefined,
  options: { keepDims: boolean },
) => Tensor;

function reduction(op: string, reduce: Reduction, wanted: 'bool' | 'numeric' = 'numeric') {
  return (x: Like, axis?: Axis, keepDims = false): FacadeTensor =>
    run(() => reduce(convert(x, 'x', op, wanted), axis ?? undefined, { keepDims }));
}

function place(op: string, find: typeof cambium.argMax) {
  return (x: Like, axis: number | null = 0): FacadeTensor => run(() => find(convert(x, 'x', op), axis ?? 0));
}

export const sum = reduction('sum', cambium.sum);
export const prod = reduction('prod', cambium.prod);
export const max = reduction('max', cambium.max);
export const min = reduction('min', cambium.min);
export const mean = reduction('mean', cambium.mean);
export const any = reduction('any', cambium.any, 'bool');
export const all = reduction('all', cambium.all, 'bool');
export const logSumExp = reduction('logSumExp', (x, axis, options) =>
  cambium.logSumExp(floating(x), axis, options),
);
export const argMax = place('argMax', cambium.argMax);
export const argMin = place('argMin', cambium.argMin);

/** The norms of TensorFlow.js: of a vector along one axis, of a matrix along two. */
export function norm(
  x: Like,
  ord: number | 'euclidean' | 'fro' = 'euclidean',
  axis: Axis = null,
  keepDims = false,
): FacadeTensor {
  return run(() => {
    const given = floating(convert(x, 'x', 'norm'));
    const isMatrix = Array.isArray(axis) && axis.length === 2;
    const allowed: readonly unknown[] = isMatrix
      ? [1, Infinity, -Infinity, 'fro', 'euclidean']
      : [1, 2, Infinity, -Infinity, 'euclidean'];
    if (given.rank > 0 && !allowed.includes(ord)) refuse('norm', `there is no norm ${ord} here.`);
    if (Array.isArray(axis) && axis.length > 2) refuse('norm', `takes one axis or two, got ${axis.length}.`);
    const along = axis ?? undefined;
    if (ord === 'euclidean' || ord === 'fro' || ord === 2)
      return cambium.norm(given, { axis: along, keepDims });
    if (!isMatrix || (ord !== 1 && Math.abs(Number(ord)) !== Infinity))
      return cambium.norm(given, { ord: Number(ord), axis: along, keepDims });
    // Norms of a matrix: the greatest (or least) absolute sum of a column (1) or a row (infinities).
    const [rows, columns] = [axis[0]!, axis[1]!];
    const [summed, picked] = ord === 1 ? [rows, columns] : [columns, rows];
    const sums = cambium.sum(cambium.abs(given), summed, { keepDims: true });
    const pick = ord === -Infinity ? cambium.min : cambium.max;
    const result = pick(sums, picked, { keepDims: true });
    return keepDims ? result : cambium.squeeze(result, axis as readonly number[]);
  });
}

export const euclideanNorm = (x: Like, axis: Axis = null, keepDims = false): FacadeTensor =>
  norm(x, 'euclidean', axis, keepDims);

export function moments(
  x: Like,
  axis: Axis = null,
  keepDims = false,
): { mean: FacadeTensor; variance: FacadeTensor } {
  const [average, variance] = runAll(() => {
    const given = convert(x, 'x', 'moments');
    return [
      cambium.mean(given, axis ?? undefined, { keepDims }),
      cambium.variance(given, axis ?? undefined, { keepDims }),
    ];
  });
  return { mean: average!, variance: variance! };
}

function running(op: string, scan: typeof cambium.cumsum) {
  return (x: Like, axis = 0, exclusive = false, reverse = false): FacadeTensor =>
    run(() => scan(convert(x, 'x', op), axis, { exclusive, reverse }));
}

export const cumsum = running('cumsum', cambium.cumsum);
export const cumprod = running('cumprod', cambium.cumprod);

export function topk(x: Like, k = 1): { values: FacadeTensor; indices: FacadeTensor } {
  const [values, indices] = runAll(() => {
    const found = cambium.topK(convert(x, 'x', 'topk'), k);
    return [found.values, found.indices];
  });
  return { values: values!, indices: indices! };
}

/** Places in each row of `sortedSequence`. */
export function searchSorted(
  sortedSequence: Like,
  values: Like,
  side: 'left' | 'right' = 'left',
): FacadeTensor {
  return run(() => {
    const rows = convert(sortedSequence, 'sortedSequence', 'searchSorted');
    const wanted = convert(values, 'values', 'searchSorted');
    return cambium.searchSorted(rows, wanted, { side });
  });
}

export const lowerBound = (rows: Like, values: Like): FacadeTensor => searchSorted(rows, values, 'left');
export const upperBound = (rows: Like, values: Like): FacadeTensor => searchSorted(rows, values, 'right');
