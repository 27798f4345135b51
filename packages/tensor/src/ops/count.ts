// Which values occur, and how often.

import { formatShape, TensorError } from '../errors.ts';
import { execute, unobserved } from '../execute.ts';
import { checkShape, resolveAxis, sameShape } from '../layout.ts';
import type { Tensor } from '../tensor.ts';
import { onesLike } from './create.ts';
import { gather } from './indexing.ts';
import { asIndices, asTensor, hostIndices, inNameOf, type TensorLike, toCounting } from './lift.ts';
import { moveAxis, reshape } from './shape.ts';

/** What {@link unique} finds. */
export interface Unique {
  /** Each value once, ascending (NaN last), in the dtype of the input. */
  readonly values: Tensor;
  /** Place of the first occurrence of each value in the flattened input, int32. */
  readonly indices: Tensor;
  /** Place in `values` of each element of the input, int32 of the input's shape. */
  readonly inverse: Tensor;
  /** How often each value occurs, int32. */
  readonly counts: Tensor;
}

/** Options of {@link unique}. */
export interface UniqueOptions {
  /** Compares the slices of this axis instead of single elements. */
  readonly axis?: number;
}

/**
 * The different values of a tensor, or the different slices along an axis. It reads the tensor; nothing is differentiated.
 *
 * @param x any shape and dtype; NaNs are equal to one another
 * @returns with `axis`, `values` has as many slices there as are different, in ascending order of their elements, and the
 *   other results have one number for each slice
 * @throws TensorError `axis` if there is no such axis
 * @example
 * ```ts
 * const { values, counts } = unique(tensor([3, 1, 3]));
 * values; // [1, 3]
 * counts; // [1, 2]
 * unique(tensor([[1, 2], [1, 2], [0, 5]]), { axis: 0 }).values; // [[0, 5], [1, 2]]
 * ```
 */
export function unique(x: TensorLike, options: UniqueOptions = {}): Unique {
  const input = asTensor(x, 'unique');
  const { axis } = options;
  const along = axis === undefined ? null : resolveAxis('unique', axis, input.rank);
  const rows = along === null ? reshape(input, [input.size]) : moveAxis(input, along, 0);
  const count = rows.shape[0]!;
  const data = rows.dataSync();
  const width = count === 0 ? 0 : data.length / count;
  const compareRows = (a: number, b: number): number => {
    for (let i = 0; i < width; i++) {
      const order = compare(data[a * width + i]!, data[b * width + i]!);
      if (order !== 0) return order;
    }
    return 0;
  };
  const order = Int32Array.from({ length: count }, (_, i) => i).sort((a, b) => compareRows(a, b) || a - b);
  const indices: number[] = [];
  const counts: number[] = [];
  const inverse = new Int32Array(count);
  for (const place of order) {
    if (indices.length === 0 || compareRows(indices.at(-1)!, place) !== 0) {
      indices.push(place);
      counts.push(0);
    }
    inverse[place] = indices.length - 1;
    counts[counts.length - 1]!++;
  }
  const line = (numbers: readonly number[]): Tensor =>
    hostIndices(Int32Array.from(numbers), [numbers.length], input, 'unique');
  const firsts = line(indices);
  const values = unobserved(() => gather(rows, firsts));
  return {
    values: along === null ? values : moveAxis(values, 0, along),
    indices: firsts,
    inverse: hostIndices(inverse, along === null ? input.shape : [count], input, 'unique'),
    counts: line(counts),
  };
}

/** Ascending, NaN last. */
function compare(a: number, b: number): number {
  if (a < b) return -1;
  if (a > b) return 1;
  if (a === b) return 0;
  return Number(Number.isNaN(a)) - Number(Number.isNaN(b));
}

/** Options of {@link bincount}. */
export interface BincountOptions {
  /** Number of bins. Unless given it is the greatest value + 1, which is read from the device. */
  readonly length?: number;
  /** `x`'s shape: what each value counts, 1 unless given. The counts then have the dtype of the weights. */
  readonly weights?: TensorLike | null;
}

/**
 * How often each of the numbers 0, 1, 2, … occurs.
 *
 * @param x int32 (or uint8) of any shape, values from 0 on
 * @returns int32 `[length]`, or sums of the weights in their dtype
 * @throws TensorError `index` if a value is negative or does not fit `length`, `dtype` if `x` is floating, `shape` if the
 *   weights do not have the shape of `x`
 * @example
 * ```ts
 * const x = tensor([1, 3, 1], { dtype: 'int32' });
 * bincount(x); // [0, 2, 0, 1]
 * bincount(x, { weights: tensor([0.5, 2, 1]) }); // [0, 1.5, 0, 2]
 * ```
 */
export function bincount(x: TensorLike, options: BincountOptions = {}): Tensor {
  const given = asTensor(x, 'bincount');
  const places = reshape(asIndices(given, 'bincount', given), [given.size]);
  const length = options.length ?? greatest(places.dataSync()) + 1;
  checkShape('bincount', [length]);
  if (length === 0 && places.size > 0)
    throw new TensorError(
      'bincount',
      'index',
      'has no bins for values that are there. Use a greater length.',
    );
  const { weights = null } = options;
  const amounts = weights === null ? onesLike(places) : amountsOf(asTensor(weights, 'bincount'), given);
  return inNameOf('bincount', () => execute('scatterElements', [places, amounts], { axis: 0, size: length }));
}

function amountsOf(weights: Tensor, x: Tensor): Tensor {
  if (sameShape(weights.shape, x.shape)) return reshape(toCounting(weights), [weights.size]);
  throw new TensorError(
    'bincount',
    'shape',
    `weights ${formatShape(weights.shape)} must have the shape of x ${formatShape(x.shape)}.`,
    { shapes: [x.shape, weights.shape] },
  );
}

function greatest(values: ArrayLike<number>): number {
  let result = -1;
  for (let i = 0; i < values.length; i++) result = Math.max(result, values[i]!);
  return result;
}
