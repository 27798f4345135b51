// Writing to computed places, into a copy.

import { formatShape, TensorError } from '../errors.ts';
import { execute } from '../execute.ts';
import { broadcastShapes, sameShape, sizeOf } from '../layout.ts';
import type { Tensor } from '../tensor.ts';
import { add, mul } from './arithmetic.ts';
import { greaterEqual, less, logicalOr, where } from './compare.ts';
import { holds } from './holds.ts';
import { nonZero } from './indexing.ts';
import {
  asIndices,
  asTensor,
  castTo,
  hostIndices,
  inNameOf,
  promoteOperands,
  type TensorLike,
} from './lift.ts';
import { broadcastTo, reshape } from './shape.ts';
import { unstack } from './slice.ts';

/** Options of {@link indexPut}. */
export interface IndexPutOptions {
  /** Adds the values to what is there. Otherwise they replace it, and the last one of a place stays. */
  readonly accumulate?: boolean;
}

/**
 * A copy of `x` with values at given places: `out[indices[0][i], indices[1][i], …] = values[i]`, as NumPy's
 * `x[i, j] = values`. It reads the indices, unless it accumulates and they are numbers.
 *
 * @param x any shape
 * @param indices one tensor for each of the first axes: int32 places, which broadcast with one another and count from the
 *   end where negative; or bool masks, which stand for as many axes as they have
 * @param values broadcasts to `[...indices, ...the axes of x without indices]`
 * @returns same shape as `x`
 * @throws TensorError `axis` for more indices than axes, `value` for none, `index` if a place lies outside, `shape` if a mask is not how
 *   `x` goes on or the values do not fit, `dtype` for floating indices
 * @example
 * ```ts
 * const places = tensor([0, 2], { dtype: 'int32' });
 * indexPut(zeros([3]), [places], tensor([7, 9])); // [7, 0, 9]
 * indexPut(ones([2, 2]), [tensor([[true, false], [true, false]])], 0); // [[0, 1], [0, 1]]
 * ```
 */
export function indexPut(
  x: TensorLike,
  indices: readonly TensorLike[],
  values: TensorLike,
  options: IndexPutOptions = {},
): Tensor {
  const [input, given] = promoteOperands(op, x, values);
  if (indices.length === 0) throw new TensorError(op, 'value', 'needs an index for one axis at least.');
  const places = inNameOf(op, () => placesAlong(input, indices));
  const lead = input.shape.slice(0, places.length);
  const rest = input.shape.slice(places.length);
  const common = inNameOf(op, () => broadcastShapes(op, ...places.map(({ shape }) => shape)));
  const flat = reshape(broadcastTo(flatten(places, lead), common), [sizeOf(common)]);
  const updates = inNameOf(op, () => broadcastTo(given, [...common, ...rest]));
  const rows = reshape(updates, [sizeOf(common), ...rest]);
  const table = reshape(input, [sizeOf(lead), ...rest]);
  const result = options.accumulate === true ? accumulated(table, flat, rows) : replaced(table, flat, rows);
  return reshape(result, input.shape);
}

const op = 'indexPut';

/** One int32 tensor of places for each indexed axis. */
function placesAlong(x: Tensor, indices: readonly TensorLike[]): Tensor[] {
  const places: Tensor[] = [];
  for (const each of indices) {
    const index = asTensor(each, op);
    if (index.dtype !== 'bool') {
      places.push(asIndices(index, op, x));
      continue;
    }
    const covered = x.shape.slice(places.length, places.length + index.rank);
    if (!sameShape(index.shape, covered)) {
      throw new TensorError(
        op,
        'shape',
        `mask ${formatShape(index.shape)} does not fit axes ${places.length} and on of x ${formatShape(x.shape)}.`,
        { shapes: [x.shape, index.shape] },
      );
    }
    places.push(...unstack(nonZero(index), 1));
  }
  if (places.length > x.rank) {
    throw new TensorError(
      op,
      'axis',
      `has ${places.length} indices for ${x.rank} axes of ${formatShape(x.shape)}.`,
      {
        shapes: [x.shape],
      },
    );
  }
  return places;
}

/** The places of all axes as one place in the axes laid end to end. */
function flatten(places: readonly Tensor[], lengths: readonly number[]): Tensor {
  return places.reduce<Tensor | null>((flat, each, axis) => {
    const length = lengths[axis]!;
    checkInside(each, length, axis);
    const place = where(less(each, 0), add(each, length), each);
    return flat === null ? place : add(mul(flat, length), place);
  }, null)!;
}

function checkInside(places: Tensor, length: number, axis: number): void {
  if (!holds(places, (each) => logicalOr(less(each, -length), greaterEqual(each, length)))) return;
  throw new TensorError(op, 'index', `a place lies outside of axis ${axis} of length ${length}.`);
}

function accumulated(table: Tensor, places: Tensor, rows: Tensor): Tensor {
  return add(table, execute('scatterSlices', [places, rows], { axis: 0, size: table.shape[0]! }));
}

/** Each row of the table comes from the last update of its place, or stays. */
function replaced(table: Tensor, places: Tensor, rows: Tensor): Tensor {
  if (places.size === 0) return table;
  const source = new Int32Array(table.shape[0]!);
  const isSet = new Int32Array(source.length);
  places.dataSync().forEach((place: number, i: number) => {
    source[place] = i;
    isSet[place] = 1;
  });
  const updates = execute('gather', [rows, hostIndices(source, [source.length], table, op)], { axis: 0 });
  const column = [source.length, ...table.shape.slice(1).map(() => 1)];
  return where(castTo(hostIndices(isSet, column, table, op), 'bool'), updates, table);
}
