// What is computed from a list of numbers: folds, running folds, order, softmax.

import type { DType, OpsOf } from '@cambium/tensor';
import { isInteger, wrap } from '../harness/host.ts';

type Fold = (list: readonly number[]) => number;

const sum: Fold = (list) => list.reduce((total, x) => total + x, 0);
const product: Fold = (list) => list.reduce((total, x) => total * x, 1);

/** The first place whose element no other one beats; NaN beats all. */
function firstBest(list: readonly number[], beats: (a: number, b: number) => boolean): number {
  const places = list.map((_, i) => i);
  return (
    places.find((i) => Number.isNaN(list[i])) ?? places.find((i) => !list.some((x) => beats(x, list[i]!)))!
  );
}

const folds: { readonly [N in OpsOf<'reduce'>]: Fold } = {
  sum,
  prod: product,
  max: (list) => Math.max(...list),
  min: (list) => Math.min(...list),
  any: (list) => Number(list.some((x) => x !== 0)),
  all: (list) => Number(list.every((x) => x !== 0)),
  argMax: (list) => firstBest(list, (a, b) => a > b),
  argMin: (list) => firstBest(list, (a, b) => a < b),
};

/** One element of a reduction: the list holds the folded elements in row-major order. */
export function folded(op: OpsOf<'reduce'>, list: readonly number[], dtype: DType): number {
  if (!isInteger(dtype)) return folds[op](list);
  const whole = list.map(BigInt);
  if (op === 'sum')
    return wrap(
      whole.reduce((total, x) => total + x, 0n),
      dtype,
    );
  if (op === 'prod')
    return wrap(
      whole.reduce((total, x) => BigInt.asIntN(64, total * x), 1n),
      dtype,
    );
  return folds[op](list);
}

/** A running sum or product of a list. */
export function scanned(
  op: OpsOf<'scan'>,
  list: readonly number[],
  { reverse, exclusive }: { readonly reverse: boolean; readonly exclusive: boolean },
  dtype: DType,
): number[] {
  const fold = op === 'cumsum' ? 'sum' : 'prod';
  return list.map((_, i) => {
    const covered = reverse ? list.slice(exclusive ? i + 1 : i) : list.slice(0, exclusive ? i : i + 1);
    return folded(fold, reverse ? covered.reverse() : covered, dtype);
  });
}

/** Places of the elements in sorted order; NaN is the greatest, −0 equals 0, equals keep their order. */
export function sortedPlaces(list: readonly number[], descending: boolean): number[] {
  const rank = (a: number, b: number): number => {
    if (Number.isNaN(a) || Number.isNaN(b)) return Number(Number.isNaN(a)) - Number(Number.isNaN(b));
    return a < b ? -1 : a > b ? 1 : 0;
  };
  return list
    .map((_, place) => place)
    .sort((p, q) => (descending ? rank(list[q]!, list[p]!) : rank(list[p]!, list[q]!)));
}

/** `exp(x) / Σ exp(x)`. */
export function softmaxOf(list: readonly number[]): number[] {
  const greatest = Math.max(...list);
  const powers = list.map((x) => Math.exp(x - greatest));
  return powers.map((power) => power / sum(powers));
}

/** `x − log Σ exp(x)`. */
export function logSoftmaxOf(list: readonly number[]): number[] {
  const greatest = Math.max(...list);
  const rest = Math.log(sum(list.map((x) => Math.exp(x - greatest))));
  return list.map((x) => x - greatest - rest);
}
