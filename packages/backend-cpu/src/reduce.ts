// Folding axes. Input and accumulators are walked together, the folded axes with step 0, so that any set of axes
// is one loop in the input's own memory order.

import {
  type DTypeArray,
  type Kernel,
  Layout,
  type Operand,
  type OpsOf,
  type ReduceAttrs,
  rowMajorStrides,
} from '@cambium/tensor/backend';
import { dataOf } from './buffer.ts';
import { lengthenRows, mergeAxes, Rows } from './iterate.ts';
import { scratch } from './scratch.ts';

type IndexOp = 'argMax' | 'argMin';
type FoldOp = Exclude<OpsOf<'reduce'>, IndexOp>;

interface Fold {
  /** The value of no elements. */
  readonly identity: number;
  readonly combine: (total: number, x: number) => number;
}

const folds: { readonly [N in FoldOp]: Fold } = {
  sum: { identity: 0, combine: (total, x) => total + x },
  prod: { identity: 1, combine: (total, x) => total * x },
  max: { identity: -Infinity, combine: Math.max },
  min: { identity: Infinity, combine: Math.min },
  any: { identity: 0, combine: (total, x) => (total !== 0 || x !== 0 ? 1 : 0) },
  all: { identity: 1, combine: (total, x) => (total !== 0 && x !== 0 ? 1 : 0) },
};

/** Products of integers wrap around, exactly. */
const integerProd: Fold = { identity: 1, combine: Math.imul };

/** Folds axes into one value each, or into the place of the extreme one. */
export const reduce: Kernel<'reduce'> = (op, [x], [output], attrs) => {
  if (op === 'argMax' || op === 'argMin') reduceToIndex(op, x!, output!, attrs);
  else reduceToValue(op, x!, output!, attrs);
};

/** The accumulators as seen from the input's axes: the kept ones step, the folded ones stay. */
function keptLayout(shape: readonly number[], axes: readonly number[]): Layout {
  const strides = rowMajorStrides(shape.map((length, axis) => (axes.includes(axis) ? 1 : length)));
  for (const axis of axes) strides[axis] = 0;
  return new Layout(shape, strides, 0);
}

function reduceToValue(op: FoldOp, x: Operand, output: Operand, { axes }: ReduceAttrs): void {
  const isInteger = x.dtype === 'int32' || x.dtype === 'uint8';
  const fold = isInteger && op === 'prod' ? integerProd : folds[op];
  const { size, offset } = output.layout;
  const totals = scratch('sums', size);
  totals.fill(fold.identity, 0, size);
  const from = dataOf(x);
  const layouts = [x.layout, keptLayout(x.layout.shape, axes)];
  const rows = new Rows(layouts, lengthenRows(mergeAxes(layouts, 0)));
  for (; !rows.done; rows.next()) {
    if (from instanceof Float32Array && op === 'sum') sumFloat32Row(from, totals, rows);
    else if (from instanceof Float32Array && op === 'max') maxFloat32Row(from, totals, rows);
    else foldRow(fold, from, totals, rows);
  }
  dataOf(output).set(totals.subarray(0, size), offset);
}

function foldRow(
  { combine }: Fold,
  x: DTypeArray,
  totals: Float64Array,
  { length, starts, steps }: Rows,
): void {
  let xAt = starts[0]!;
  let at = starts[1]!;
  const xStep = steps[0]!;
  const step = steps[1]!;
  for (let i = 0; i < length; i++, xAt += xStep, at += step) totals[at] = combine(totals[at]!, x[xAt]!);
}

function sumFloat32Row(x: Float32Array, totals: Float64Array, { length, starts, steps }: Rows): void {
  let xAt = starts[0]!;
  let at = starts[1]!;
  const xStep = steps[0]!;
  const step = steps[1]!;
  if (step === 0) {
    let total = totals[at]!;
    for (let i = 0; i < length; i++, xAt += xStep) total += x[xAt]!;
    totals[at] = total;
  } else {
    for (let i = 0; i < length; i++, xAt += xStep, at += step) totals[at]! += x[xAt]!;
  }
}

function maxFloat32Row(x: Float32Array, totals: Float64Array, { length, starts, steps }: Rows): void {
  let xAt = starts[0]!;
  let at = starts[1]!;
  const xStep = steps[0]!;
  const step = steps[1]!;
  if (step === 0) {
    let total = totals[at]!;
    for (let i = 0; i < length; i++, xAt += xStep) total = Math.max(total, x[xAt]!);
    totals[at] = total;
  } else {
    for (let i = 0; i < length; i++, xAt += xStep, at += step) totals[at] = Math.max(totals[at]!, x[xAt]!);
  }
}

function reduceToIndex(op: IndexOp, x: Operand, output: Operand, { axes }: ReduceAttrs): void {
  const { shape } = x.layout;
  const { size, offset } = output.layout;
  // The least of x is the greatest of -x.
  const sign = op === 'argMax' ? 1 : -1;
  const best = scratch('sums', size);
  best.fill(-Infinity, 0, size);
  const places = dataOf(output);
  places.fill(0, offset, offset + size);
  // Counts the folded elements in row-major order; the kept axes do not count.
  const folded = rowMajorStrides(shape.map((length, axis) => (axes.includes(axis) ? length : 1)));
  for (let axis = 0; axis < shape.length; axis++) if (!axes.includes(axis)) folded[axis] = 0;
  const layouts = [x.layout, keptLayout(shape, axes), new Layout(shape, folded, 0)];
  const from = dataOf(x);
  // The axes keep their order, so that the first of equals is met first.
  const rows = new Rows(layouts, mergeAxes(layouts));
  for (; !rows.done; rows.next()) indexRow(sign, from, best, places, offset, rows);
}

function indexRow(
  sign: number,
  x: DTypeArray,
  best: Float64Array,
  places: DTypeArray,
  offset: number,
  { length, starts, steps }: Rows,
): void {
  let xAt = starts[0]!;
  let at = starts[1]!;
  let place = starts[2]!;
  const xStep = steps[0]!;
  const step = steps[1]!;
  const placeStep = steps[2]!;
  for (let i = 0; i < length; i++, xAt += xStep, at += step, place += placeStep) {
    const value = sign * x[xAt]!;
    const held = best[at]!;
    // Written so that NaN beats every number, and nothing beats NaN.
    if (!(value <= held) && !Number.isNaN(held)) {
      best[at] = value;
      places[offset + at] = place;
    }
  }
}
