// Which values occur, and how often.

import { byteSize } from '../dtype.ts';
import { TensorError } from '../errors.ts';
import { currentInterpreter, execute } from '../execute.ts';
import { convert } from '../host-values.ts';
import { checkShape } from '../layout.ts';
import type { Tensor } from '../tensor.ts';
import { onesLike } from './create.ts';
import { asIndices, asTensor, hostIndices, inNameOf, type TensorLike } from './lift.ts';
import { reshape } from './shape.ts';

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

/**
 * The different values of a tensor. Reads the tensor from the device; has no gradient.
 *
 * @param x any shape and dtype; NaNs count as one value
 * @example
 * ```ts
 * unique(tensor([3, 1, 3])).values; // [1, 3]
 * unique(tensor([3, 1, 3])).counts; // [1, 2]
 * ```
 */
export function unique(x: TensorLike): Unique {
  const input = asTensor(x, 'unique');
  const data = input.dataSync();
  const order = Int32Array.from(data, (_, i) => i).sort((a, b) => compare(data[a]!, data[b]!) || a - b);
  const values: number[] = [];
  const indices: number[] = [];
  const counts: number[] = [];
  const inverse = new Int32Array(data.length);
  for (const place of order) {
    const value = data[place]!;
    if (values.length === 0 || compare(values.at(-1)!, value) !== 0) {
      values.push(value);
      indices.push(place);
      counts.push(0);
    }
    inverse[place] = values.length - 1;
    counts[values.length - 1]!++;
  }
  const found = convert(values, input.dtype);
  const bytes = new Uint8Array(found.buffer, 0, found.length * byteSize(input.dtype));
  const spec = { shape: [values.length], dtype: input.dtype };
  const line = (numbers: readonly number[]): Tensor =>
    hostIndices(Int32Array.from(numbers), [numbers.length], input, 'unique');
  return {
    values: currentInterpreter().constant(bytes, spec, input.storage.backend, 'unique'),
    indices: line(indices),
    inverse: hostIndices(inverse, input.shape, input, 'unique'),
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
}

/**
 * How often each of the numbers 0, 1, 2, … occurs.
 *
 * @param x int32 (or uint8) of any shape, values from 0 on
 * @returns int32 `[length]`
 * @throws TensorError `index` if a value is negative or does not fit `length`, `dtype` if `x` is floating
 * @example
 * ```ts
 * bincount(tensor([1, 3, 1], { dtype: 'int32' })); // [0, 2, 0, 1]
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
  return inNameOf('bincount', () =>
    execute('scatterElements', [places, onesLike(places)], { axis: 0, size: length }),
  );
}

function greatest(values: ArrayLike<number>): number {
  let result = -1;
  for (let i = 0; i < values.length; i++) result = Math.max(result, values[i]!);
  return result;
}
