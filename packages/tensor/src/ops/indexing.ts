// Picking and adding up elements by computed places. Negative or too large places are refused by the kernel.

import { type Cell, checkCell } from '../cell.ts';
import type { DType } from '../dtype.ts';
import { formatShape, TensorError } from '../errors.ts';
import { execute, unobserved } from '../execute.ts';
import { resolveAxis, sameShape, sizeOf } from '../layout.ts';
import type { Tensor } from '../tensor.ts';
import { add, mul } from './arithmetic.ts';
import { equal, greaterEqual, less, logicalAnd, where } from './compare.ts';
import {
  asIndices,
  asTensor,
  castTo,
  constantScalar,
  countBeside,
  hostIndices,
  inNameOf,
  promoteOperands,
  type TensorLike,
} from './lift.ts';
import { broadcastTo, expandDims, moveAxis, reshape, transpose } from './shape.ts';
import { type Range, resolveRanges } from './slice.ts';

/** Options of {@link gather}. */
export interface GatherOptions {
  /** Number of first axes that `x` and `indices` share: each of their slices is gathered by itself. 0 unless given. */
  readonly batchAxes?: number;
}

/**
 * Slices by their places along an axis: the shape of `indices` takes the place of the axis.
 *
 * @param x rank ≥ 1
 * @param indices int32 (or uint8) of any shape, from 0 to the length of the axis − 1
 * @param axis the axis to pick from, behind the batch axes
 * @returns shape `[...before, ...indices.shape, ...behind]`, with the batch axes once, in front
 * @throws TensorError `index` if a place lies outside, `dtype` if the indices are floating, `axis` if the axis is one of the
 *   batch, `shape` if batches differ
 * @example
 * ```ts
 * const x = tensor([[1, 2], [3, 4], [5, 6]]);
 * gather(x, tensor([2, 0], { dtype: 'int32' })); // [[5, 6], [1, 2]]
 * gather(x, tensor([[0], [1], [0]], { dtype: 'int32' }), 1, { batchAxes: 1 }); // [[1], [4], [5]]
 * ```
 */
export function gather(x: TensorLike, indices: TensorLike, axis = 0, options: GatherOptions = {}): Tensor {
  const input = asTensor(x, 'gather');
  const places = asIndices(indices, 'gather', input);
  const along = resolveAxis('gather', axis, input.rank);
  const { batchAxes = 0 } = options;
  if (batchAxes === 0) return execute('gather', [input, places], { axis: along });
  return gatherInBatches(input, places, along, batchAxes);
}

/** The batch is folded into the gathered axis, and the places move to their part of it. */
function gatherInBatches(x: Tensor, places: Tensor, axis: number, count: number): Tensor {
  const batch = x.shape.slice(0, count);
  if (
    !Number.isInteger(count) ||
    count < 0 ||
    count > axis ||
    !sameShape(batch, places.shape.slice(0, count))
  ) {
    throw new TensorError(
      'gather',
      count > axis ? 'axis' : 'shape',
      `cannot gather axis ${axis} of ${formatShape(x.shape)} with indices ${formatShape(places.shape)} in ${count} common batch axes. The first axes must be equal and come before the axis.`,
      { shapes: [x.shape, places.shape] },
    );
  }
  const [size, length] = [sizeOf(batch), x.shape[axis]!];
  const before = x.shape.slice(count, axis);
  const behind = x.shape.slice(axis + 1);
  const inner = places.shape.slice(count);
  const front = moveAxis(x, axis, count);
  const flat = reshape(front, [size * length, ...before, ...behind]);
  const starts = reshape(mul(countBeside(size, x), length), [...batch, ...inner.map(() => 1)]);
  // A place outside must not fall into the neighbouring batch: the kernel refuses −1.
  const isInside = logicalAnd(greaterEqual(places, 0), less(places, length));
  const found = execute('gather', [flat, where(isInside, add(places, starts), -1)], { axis: 0 });
  const order = found.shape.map((_, each) => each);
  const moved = order.splice(count, inner.length);
  order.splice(count + before.length, 0, ...moved);
  return transpose(found, order);
}

/**
 * Elements by their places in the flattened tensor.
 *
 * @param x any shape
 * @param indices int32 (or uint8) of any shape, from 0 to `x.size − 1`
 * @returns the shape of `indices`
 * @throws TensorError `index` if a place lies outside, `dtype` if the indices are floating
 * @example
 * ```ts
 * take(tensor([[1, 2], [3, 4]]), tensor([3, 0], { dtype: 'int32' })); // [4, 1]
 * ```
 */
export function take(x: TensorLike, indices: TensorLike): Tensor {
  const input = asTensor(x, 'take');
  return inNameOf('take', () => gather(reshape(input, [input.size]), indices));
}

/**
 * One element a place along an axis: `out[i][j] = x[indices[i][j]][j]` for axis 0.
 *
 * @param x rank ≥ 1
 * @param indices int32 (or uint8), of `x`'s rank; off the axis at most as long as `x`, where only the front of `x` counts
 * @returns the shape of `indices`
 * @throws TensorError `shape` if the indices are longer elsewhere, `index` if a place lies outside
 * @example
 * ```ts
 * takeAlongAxis(tensor([[1, 2], [3, 4]]), tensor([[1], [0]], { dtype: 'int32' }), 1); // [[2], [3]]
 * ```
 */
export function takeAlongAxis(x: TensorLike, indices: TensorLike, axis: number): Tensor {
  const input = asTensor(x, 'takeAlongAxis');
  const along = resolveAxis('takeAlongAxis', axis, input.rank);
  const places = asIndices(indices, 'takeAlongAxis', input);
  return execute('takeAlongAxis', [front(input, places.shape, along), places], { axis: along });
}

/**
 * Adds elements at places along an axis: `out[indices[i][j]][j] += updates[i][j]` for axis 0, starting from `x`.
 *
 * @param x rank ≥ 1
 * @param indices int32 (or uint8), the shape of `updates`
 * @param updates of `x`'s rank; off the axis at most as long as `x`, where only the front of `x` gets something
 * @returns same shape as `x`
 * @throws TensorError `shape` if the shapes do not fit, `index` if a place lies outside
 * @example
 * ```ts
 * scatterAdd(zeros([3]), tensor([0, 2, 0], { dtype: 'int32' }), tensor([1, 2, 3]), 0); // [4, 0, 2]
 * ```
 */
export function scatterAdd(x: TensorLike, indices: TensorLike, updates: TensorLike, axis: number): Tensor {
  const [input, values] = promoteOperands('scatterAdd', x, updates);
  const along = resolveAxis('scatterAdd', axis, input.rank);
  const fits =
    values.rank === input.rank &&
    input.shape.every((length, each) => each === along || values.shape[each]! <= length);
  if (!fits) throw misfit('scatterAdd', input, values, along);
  const places = asIndices(indices, 'scatterAdd', input);
  return inNameOf('scatterAdd', () => {
    const added = execute('scatterElements', [places, values], { axis: along, size: input.shape[along]! });
    const starts = input.shape.map(() => 0);
    const steps = input.shape.map(() => 1);
    const isWhole = sameShape(added.shape, input.shape);
    return add(
      input,
      isWhole ? added : execute('place', [added], { shape: input.shape, starts, steps, value: 0 }),
    );
  });
}

/** The part of `x` that a shape begins with off an axis; `x` itself where the shape does not fit. */
function front(x: Tensor, shape: readonly number[], axis: number): Tensor {
  const fits =
    shape.length === x.rank && shape.every((length, each) => each === axis || length <= x.shape[each]!);
  const sizes = x.shape.map((length, each) => (each === axis ? length : shape[each]!));
  if (!fits || sameShape(sizes, x.shape)) return x;
  return execute('slice', [x], { starts: sizes.map(() => 0), sizes, steps: sizes.map(() => 1) });
}

/**
 * Adds whole slices at places along an axis: `out[indices[i]] += updates[i]` for axis 0, starting from `x`.
 *
 * @param x rank ≥ 1
 * @param indices int32 (or uint8) vector
 * @param updates of `x`'s shape, but along the axis as long as `indices`
 * @returns same shape as `x`
 * @throws TensorError `shape` if the shapes do not fit, `index` if a place lies outside
 * @example
 * ```ts
 * indexAdd(zeros([2, 2]), tensor([1, 1], { dtype: 'int32' }), ones([2, 2])); // [[0, 0], [2, 2]]
 * ```
 */
export function indexAdd(x: TensorLike, indices: TensorLike, updates: TensorLike, axis = 0): Tensor {
  const [input, values] = promoteOperands('indexAdd', x, updates);
  const along = resolveAxis('indexAdd', axis, input.rank);
  const places = asIndices(indices, 'indexAdd', input);
  const expected = input.shape.map((length, each) => (each === along ? places.size : length));
  if (places.rank !== 1 || !sameShape(values.shape, expected)) throw misfit('indexAdd', input, values, along);
  return inNameOf('indexAdd', () => {
    const added = execute('scatterSlices', [places, values], { axis: along, size: input.shape[along]! });
    return add(input, added);
  });
}

function misfit(op: string, x: Tensor, updates: Tensor, axis: number): TensorError {
  const reason = `updates ${formatShape(updates.shape)} must equal x ${formatShape(x.shape)} outside axis ${axis}, and the indices along it.`;
  return new TensorError(op, 'shape', reason, { shapes: [x.shape, updates.shape] });
}

/**
 * The elements (or slices) where a mask is true, in order. Reads the mask from the device to know how many there are.
 *
 * @param x the shape of the mask, or more axes behind it
 * @param mask bool
 * @returns shape `[count, ...rest]`
 * @throws TensorError `shape` if the mask's shape is not how `x` begins, `dtype` if the mask is not bool
 * @example
 * ```ts
 * booleanMask(tensor([1, 2, 3]), tensor([true, false, true])); // [1, 3]
 * ```
 */
export function booleanMask(x: TensorLike, mask: TensorLike): Tensor {
  const input = asTensor(x, 'booleanMask');
  const chosen = asTensor(mask, 'booleanMask');
  if (chosen.dtype !== 'bool')
    throw new TensorError(
      'booleanMask',
      'dtype',
      `takes a bool mask, got ${chosen.dtype}. Did you mean notEqual(mask, 0)?`,
    );
  if (!sameShape(chosen.shape, input.shape.slice(0, chosen.rank))) {
    throw new TensorError(
      'booleanMask',
      'shape',
      `mask ${formatShape(chosen.shape)} is not how x ${formatShape(input.shape)} begins.`,
      {
        shapes: [input.shape, chosen.shape],
      },
    );
  }
  const places = placesOfTrue(chosen.dataSync());
  const rows = reshape(input, [chosen.size, ...input.shape.slice(chosen.rank)]);
  return gather(rows, hostIndices(places, [places.length], input, 'booleanMask'));
}

/**
 * The places of all elements that are not 0, in row-major order. Reads the tensor from the device.
 *
 * @param x any shape and dtype
 * @returns int32 `[count, x.rank]`, one row a place
 * @example
 * ```ts
 * nonZero(tensor([[0, 5], [7, 0]])); // [[0, 1], [1, 0]]
 * ```
 */
export function nonZero(x: TensorLike): Tensor {
  const input = asTensor(x, 'nonZero');
  const places = placesOfTrue(input.dataSync());
  const rows = new Int32Array(places.length * input.rank);
  places.forEach((place, i) => {
    for (let axis = input.rank - 1, rest = place; axis >= 0; axis--) {
      const length = input.shape[axis]!;
      rows[i * input.rank + axis] = rest % length;
      rest = Math.floor(rest / length);
    }
  });
  return hostIndices(rows, [places.length, input.rank], input, 'nonZero');
}

function placesOfTrue(data: ArrayLike<number>): Int32Array {
  const places: number[] = [];
  for (let i = 0; i < data.length; i++) if (data[i] !== 0) places.push(i);
  return Int32Array.from(places);
}

/**
 * Vectors with a single 1 at the place of the class. A class outside of the range gives zeros.
 *
 * @param indices int32 (or uint8) of any shape
 * @param classes length of the vectors
 * @returns shape `[...indices.shape, classes]`, `float32` unless told otherwise
 * @throws TensorError `dtype` if the indices are floating, `shape` if `classes` is not an integer ≥ 0
 * @see course part 4.7
 * @example
 * ```ts
 * oneHot(tensor([1, 0], { dtype: 'int32' }), 3); // [[0, 1, 0], [1, 0, 0]]
 * ```
 */
export function oneHot(
  indices: TensorLike,
  classes: number,
  options: { readonly dtype?: DType } = {},
): Tensor {
  const given = asTensor(indices, 'oneHot');
  const places = expandDims(asIndices(indices, 'oneHot', given), -1);
  return castTo(
    equal(
      places,
      inNameOf('oneHot', () => countBeside(classes, places)),
    ),
    options.dtype ?? 'float32',
  );
}

/**
 * Overwrites a part of a cell. Tensors never change; cells do.
 *
 * @param cell the variable
 * @param ranges which part, as in {@link slice}
 * @param value broadcasts to the part; a JavaScript number fills it
 * @throws TensorError `shape` or `dtype` if the value does not fit; the cell then keeps its contents
 * @example
 * ```ts
 * const cell = new Cell(zeros([3]));
 * setSlice(cell, [[1, null]], 5);
 * cell.value; // [0, 5, 5]
 * ```
 */
export function setSlice(cell: Cell, ranges: readonly Range[], value: TensorLike): void {
  checkCell('setSlice', cell);
  const part = unobserved(() =>
    execute('slice', [cell.value], resolveRanges('setSlice', cell.shape, ranges)),
  );
  const isScalar = typeof value === 'number' || typeof value === 'boolean';
  const source = isScalar ? constantScalar(value, cell.dtype, cell.value) : asTensor(value, 'setSlice');
  inNameOf('setSlice', () =>
    execute(
      'assign',
      [part, sameShape(source.shape, part.shape) ? source : broadcastTo(source, part.shape)],
      {},
    ),
  );
}
