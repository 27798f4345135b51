// Element types: their size in bytes, their typed arrays, and how two of them combine.

import { TensorError } from './errors.ts';

/** Element type of a tensor. `bool` is stored as one byte, 0 or 1. */
export type DType = 'float32' | 'float64' | 'int32' | 'uint8' | 'bool';

/** Typed array that holds the elements of a dtype on the host. */
export type DTypeArray = Float32Array | Float64Array | Int32Array | Uint8Array;

/** Host array of one dtype: `float32` gives `Float32Array`, and so on. */
export interface DTypeArrayOf {
  /** Single precision. */
  float32: Float32Array;
  /** Double precision. */
  float64: Float64Array;
  /** Signed integers of 32 bits. */
  int32: Int32Array;
  /** Integers from 0 to 255. */
  uint8: Uint8Array;
  /** 0 or 1, a byte each. */
  bool: Uint8Array;
}

const byteSizes: Readonly<Record<DType, number>> = { float32: 4, float64: 8, int32: 4, uint8: 1, bool: 1 };

/** Every dtype, from the narrowest to the widest in the promotion order. */
export const dtypes: readonly DType[] = ['bool', 'uint8', 'int32', 'float32', 'float64'];

/**
 * Bytes of one element.
 *
 * @example
 * ```ts
 * byteSize('float64');   // 8
 * ```
 */
export function byteSize(dtype: DType): number {
  return byteSizes[dtype];
}

/**
 * Whether values of the dtype can carry gradients.
 *
 * @example
 * ```ts
 * isFloating('int32');   // false
 * ```
 */
export function isFloating(dtype: DType): boolean {
  return dtype === 'float32' || dtype === 'float64';
}

/**
 * Whether a value names a dtype; used where dtypes come from files or untyped callers.
 *
 * @example
 * ```ts
 * isDType('float16');   // false
 * ```
 */
export function isDType(value: unknown): value is DType {
  return typeof value === 'string' && Object.hasOwn(byteSizes, value);
}

/**
 * The dtype in which two tensors meet: the later one in `bool < uint8 < int32 < float32 < float64`.
 *
 * | | bool | uint8 | int32 | float32 | float64 |
 * |---|---|---|---|---|---|
 * | **bool** | bool | uint8 | int32 | float32 | float64 |
 * | **uint8** | uint8 | uint8 | int32 | float32 | float64 |
 * | **int32** | int32 | int32 | int32 | float32 | float64 |
 * | **float32** | float32 | float32 | float32 | float32 | float64 |
 * | **float64** | float64 | float64 | float64 | float64 | float64 |
 *
 * @example
 * ```ts
 * promoteTypes('int32', 'float32');   // 'float32'
 * ```
 */
export function promoteTypes(a: DType, b: DType): DType {
  return dtypes.indexOf(a) >= dtypes.indexOf(b) ? a : b;
}

/**
 * The dtype that a JavaScript scalar takes beside a tensor: the tensor's own, unless it cannot hold the number
 * (a fraction beside integers gives `float32`, a number beside booleans `int32` or `float32`).
 *
 * @example
 * ```ts
 * scalarType(2, 'int32');     // 'int32'
 * scalarType(0.5, 'int32');   // 'float32'
 * ```
 */
export function scalarType(value: number | boolean, beside: DType): DType {
  if (typeof value === 'boolean' || isFloating(beside)) return beside;
  if (!Number.isInteger(value)) return 'float32';
  const fitsByte = beside === 'uint8' && value >= 0 && value <= 255;
  return fitsByte ? 'uint8' : 'int32';
}

/**
 * A view of bytes as elements of a dtype; copies only when the bytes are not aligned.
 *
 * @example
 * ```ts
 * viewBytes(new Uint8Array([0, 0, 128, 63]), 'float32')[0];   // 1
 * ```
 */
export function viewBytes<D extends DType>(bytes: Uint8Array, dtype: D): DTypeArrayOf[D] {
  const size = byteSizes[dtype];
  if (bytes.byteLength % size !== 0) {
    throw new TensorError(
      'viewBytes',
      'format',
      `${bytes.byteLength} bytes are not a whole number of ${dtype} values.`,
    );
  }
  const aligned = bytes.byteOffset % size === 0 ? bytes : bytes.slice();
  const length = aligned.byteLength / size;
  const make = arrayConstructors[dtype];
  return new make(aligned.buffer as ArrayBuffer, aligned.byteOffset, length) as DTypeArrayOf[D];
}

const arrayConstructors = {
  float32: Float32Array,
  float64: Float64Array,
  int32: Int32Array,
  uint8: Uint8Array,
  bool: Uint8Array,
} as const;

/**
 * A zero-filled host array of the dtype.
 *
 * @example
 * ```ts
 * allocateArray('int32', 3).length;   // 3
 * ```
 */
export function allocateArray<D extends DType>(dtype: D, length: number): DTypeArrayOf[D] {
  return new arrayConstructors[dtype](length) as DTypeArrayOf[D];
}
