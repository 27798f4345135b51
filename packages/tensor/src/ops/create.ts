// New tensors: from values on the host, or filled by rule on the device.

import { type DType, dtypes, isDType, isFloating } from '../dtype.ts';
import { TensorError } from '../errors.ts';
import { currentBackend, currentInterpreter, execute, executeOn } from '../execute.ts';
import { type NestedValues, readValues, type TypedArray, toWhole } from '../host-values.ts';
import { checkShape } from '../layout.ts';
import { toJsonNumber } from '../op-table/create.ts';
import type { Tensor } from '../tensor.ts';
import { asTensor, type TensorLike } from './lift.ts';

/** Options of functions that make tensors. */
export interface DTypeOptions {
  /** Element type of the result. */
  readonly dtype?: DType;
}

/** Options of {@link tensor}. */
export interface TensorOptions extends DTypeOptions {
  /** Shape of the result, for values in one flat array. */
  readonly shape?: readonly number[];
}

/**
 * A tensor of given values.
 *
 * Numbers become `float32`, booleans `bool`; typed arrays keep their dtype (`Float64Array` float64, `Uint8Array` uint8,
 * other integers int32). Nested arrays give the shape.
 *
 * @param values a number, nested arrays, or a typed array
 * @throws TensorError `shape` if arrays are ragged or do not fill `shape`, `value` if an element is not a number
 * @example
 * ```ts
 * tensor([[1, 2], [3, 4]]).shape; // [2, 2]
 * tensor(new Int32Array([1, 2, 3, 4]), { shape: [2, 2] }); // [[1, 2], [3, 4]]
 * ```
 */
export function tensor(values: NestedValues, options: TensorOptions = {}): Tensor {
  if (options.dtype !== undefined) checkDType('tensor', options.dtype);
  const { data, shape, dtype } = readValues('tensor', values, options.dtype, options.shape);
  return upload(data, shape, dtype, 'tensor');
}

/**
 * A tensor of the numbers in a typed array, which is copied.
 *
 * @param values elements in row-major order
 * @param shape its product is the length of `values`; `[length]` unless given
 * @throws TensorError `shape` if the values do not fill the shape
 * @example
 * ```ts
 * fromTypedArray(new Float32Array([1, 2, 3, 4]), [2, 2]); // [[1, 2], [3, 4]]
 * ```
 */
export function fromTypedArray(
  values: TypedArray,
  shape?: readonly number[],
  options: DTypeOptions = {},
): Tensor {
  if (!ArrayBuffer.isView(values))
    throw new TensorError('fromTypedArray', 'value', 'takes a typed array. Did you mean tensor(values)?');
  if (options.dtype !== undefined) checkDType('fromTypedArray', options.dtype);
  const host = readValues('fromTypedArray', values, options.dtype, shape);
  return upload(host.data, host.shape, host.dtype, 'fromTypedArray');
}

function upload(data: ArrayBufferView, shape: readonly number[], dtype: DType, madeBy: string): Tensor {
  const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  return currentInterpreter().constant(bytes, { shape, dtype }, currentBackend(), madeBy);
}

/**
 * A tensor of rank 0.
 *
 * @example
 * ```ts
 * scalar(3).shape; // []
 * ```
 */
export function scalar(value: number | boolean, options: DTypeOptions = {}): Tensor {
  return full([], value, options);
}

/**
 * A tensor of zeros, `float32` unless told otherwise.
 *
 * @throws TensorError `shape` if a dimension is not an integer ≥ 0
 * @example
 * ```ts
 * zeros([2, 2]); // [[0, 0], [0, 0]]
 * ```
 */
export function zeros(shape: readonly number[], options: DTypeOptions = {}): Tensor {
  return full(shape, 0, { dtype: 'float32', ...options });
}

/**
 * A tensor of ones, `float32` unless told otherwise.
 *
 * @throws TensorError `shape` if a dimension is not an integer ≥ 0
 * @example
 * ```ts
 * ones([3]); // [1, 1, 1]
 * ```
 */
export function ones(shape: readonly number[], options: DTypeOptions = {}): Tensor {
  return full(shape, 1, { dtype: 'float32', ...options });
}

/**
 * A tensor of one value: `float32` for a number, `bool` for a boolean, unless told otherwise.
 *
 * @throws TensorError `shape` if a dimension is not an integer ≥ 0
 * @example
 * ```ts
 * full([2], 7); // [7, 7]
 * ```
 */
export function full(shape: readonly number[], value: number | boolean, options: DTypeOptions = {}): Tensor {
  const { dtype = typeof value === 'boolean' ? 'bool' : 'float32' } = options;
  checkDType('full', dtype);
  checkShapeValue('full', shape);
  const number = isFloating(dtype) ? Number(value) : toWhole(Number(value), dtype as 'int32');
  return execute('fill', [], { shape: [...shape], dtype, value: toJsonNumber(number) });
}

/**
 * Zeros in the shape and dtype of another tensor, on its backend.
 *
 * @example
 * ```ts
 * zerosLike(tensor([1, 2])); // [0, 0]
 * ```
 */
export function zerosLike(x: TensorLike, options: DTypeOptions = {}): Tensor {
  return fullLike(x, 0, options);
}

/**
 * Ones in the shape and dtype of another tensor, on its backend.
 *
 * @example
 * ```ts
 * onesLike(tensor([1, 2])); // [1, 1]
 * ```
 */
export function onesLike(x: TensorLike, options: DTypeOptions = {}): Tensor {
  return fullLike(x, 1, options);
}

/**
 * One value in the shape and dtype of another tensor, on its backend.
 *
 * @example
 * ```ts
 * fullLike(tensor([1, 2]), 7); // [7, 7]
 * ```
 */
export function fullLike(x: TensorLike, value: number | boolean, options: DTypeOptions = {}): Tensor {
  const model = asTensor(x, 'fullLike');
  const { dtype = model.dtype } = options;
  checkDType('fullLike', dtype);
  const number = isFloating(dtype) ? Number(value) : toWhole(Number(value), dtype as 'int32');
  const attrs = { shape: model.shape, dtype, value: toJsonNumber(number) };
  return executeOn(model.storage.backend, 'fill', [], attrs)[0]!;
}

/**
 * Identity matrix: ones on the diagonal.
 *
 * @param rows number of rows
 * @param columns number of columns, as many as rows unless given
 * @throws TensorError `shape` if a size is not an integer ≥ 0
 * @example
 * ```ts
 * eye(2); // [[1, 0], [0, 1]]
 * ```
 */
export function eye(rows: number, columns: number = rows, options: DTypeOptions = {}): Tensor {
  checkShape('eye', [rows, columns]);
  const diagonal = ones([Math.min(rows, columns)], options);
  const attrs = { shape: [rows * columns], starts: [0], steps: [columns + 1], value: 0 };
  return execute('reshape', [execute('place', [diagonal], attrs)], { shape: [rows, columns] });
}

/**
 * Numbers at a fixed distance: `start, start + step, …` below `stop`. With one argument they run from 0 below it.
 *
 * @throws TensorError `value` if `step` is 0 or an argument is not finite
 * @example
 * ```ts
 * arange(3); // [0, 1, 2]
 * arange(1, 2, 0.25); // [1, 1.25, 1.5, 1.75]
 * arange(3, 0, -1, { dtype: 'int32' }); // [3, 2, 1]
 * ```
 */
export function arange(start: number, stop?: number, step = 1, options: DTypeOptions = {}): Tensor {
  const [first, end] = stop === undefined ? [0, start] : [start, stop];
  if (step === 0 || ![first, end, step].every(Number.isFinite)) {
    throw new TensorError(
      'arange',
      'value',
      `takes finite numbers and a step that is not 0, got start ${first}, stop ${end}, step ${step}.`,
    );
  }
  const { dtype = 'float32' } = options;
  checkDType('arange', dtype);
  return execute('iota', [], {
    size: Math.max(0, Math.ceil((end - first) / step)),
    start: first,
    step,
    dtype,
  });
}

/**
 * Numbers at equal distances, both ends included.
 *
 * @param count how many, an integer ≥ 0
 * @throws TensorError `value` if an end is not finite, `shape` if `count` is not an integer ≥ 0
 * @example
 * ```ts
 * linspace(0, 1, 5); // [0, 0.25, 0.5, 0.75, 1]
 * ```
 */
export function linspace(start: number, stop: number, count: number, options: DTypeOptions = {}): Tensor {
  checkShape('linspace', [count]);
  if (![start, stop].every(Number.isFinite)) {
    throw new TensorError('linspace', 'value', `takes finite ends, got ${start} and ${stop}.`);
  }
  const { dtype = 'float32' } = options;
  checkDType('linspace', dtype);
  return execute('iota', [], {
    size: count,
    start,
    step: count > 1 ? (stop - start) / (count - 1) : 0,
    dtype,
  });
}

function checkDType(op: string, dtype: DType): void {
  if (!isDType(dtype))
    throw new TensorError(
      op,
      'dtype',
      `there is no dtype ${String(dtype)}. Use one of ${dtypes.join(', ')}.`,
    );
}

function checkShapeValue(op: string, shape: readonly number[]): void {
  if (!Array.isArray(shape))
    throw new TensorError(op, 'shape', `takes a shape such as [2, 3], got ${String(shape)}.`);
  checkShape(op, shape);
}
