// Elements and shape on the host: what datasets hold, before a loader turns them into tensors.

import {
  type DType,
  type DTypeArray,
  formatShape,
  isTensor,
  type Tensor,
  TensorError,
} from '@cambium/tensor';
import { allocateArray, isDType, sizeOf } from '@cambium/tensor/backend';

/** Row-major elements with their shape and dtype; `[]` is the shape of a single number. */
export interface HostArray {
  /** The elements, row-major. */
  readonly data: DTypeArray;
  /** Length along each axis. */
  readonly shape: readonly number[];
  /** Type of the elements. */
  readonly dtype: DType;
}

/** Typed arrays that become tensors; 8- and 16-bit integers are widened to `int32`. */
export type NumericArray = DTypeArray | Uint8ClampedArray | Int8Array | Int16Array | Uint16Array;

/** Numbers or booleans in arrays of equal lengths, to any depth. */
export type NestedNumbers = number | boolean | readonly NestedNumbers[];

/** Elements with the shape they fold into, and a dtype where it should differ from that of the elements. */
export interface ShapedSource {
  /** The elements, row-major. */
  readonly data: NumericArray | readonly number[];
  /** The shape to fold into; one axis unless given. */
  readonly shape?: readonly number[];
  /** That of the elements unless given; `float32` for an array of numbers. */
  readonly dtype?: DType;
}

/** All that stands for an array of numbers in a dataset. Tensors are read back to the host. */
export type HostSource = Tensor | NumericArray | NestedNumbers | ShapedSource;

/**
 * Brings numbers of any form into one: JavaScript numbers give `float32`, booleans `bool`, `Int32Array` and smaller
 * signed or 16-bit arrays `int32`, `Uint8Array` `uint8`. Typed arrays are shared, not copied, where the dtype allows.
 *
 * @param source numbers, a typed array, `{ data, shape, dtype }`, or a tensor on a backend that reads at once
 * @param where what to call it in errors
 * @throws TensorError `shape` for ragged arrays or a shape that does not fit, `dtype` for elements that do not
 * @example
 * ```ts
 * hostArray([[1, 2], [3, 4]]);                                      // float32 [2, 2]
 * hostArray({ data: new Uint8Array(784), shape: [28, 28, 1] });     // uint8 [28, 28, 1]
 * hostArray({ data: [3, 1, 2], dtype: 'int32' });                   // int32 [3]
 * ```
 */
export function hostArray(source: HostSource, where = 'the array'): HostArray {
  if (isTensor(source)) return { data: source.dataSync(), shape: source.shape, dtype: source.dtype };
  if (typeof source === 'number' || typeof source === 'boolean' || Array.isArray(source)) {
    return fromNested(source as NestedNumbers, where);
  }
  if (ArrayBuffer.isView(source)) return fromTyped(source, where);
  if (typeof source === 'object' && source !== null && 'data' in source) return fromShaped(source, where);
  throw new TensorError('hostArray', 'dtype', `${where} is ${describe(source)}. ${accepted}`);
}

const accepted = 'Give numbers, arrays of them, a typed array, { data, shape } or a tensor.';

function fromShaped(source: ShapedSource, where: string): HostArray {
  const { data, dtype } = source;
  if (!ArrayBuffer.isView(data) && !Array.isArray(data)) {
    throw new TensorError(
      'hostArray',
      'dtype',
      `data of ${where} is ${describe(data)}. Give an array of numbers.`,
    );
  }
  const flat = Array.isArray(data) ? fromNested(data, where) : fromTyped(data as NumericArray, where);
  if (flat.shape.length !== 1)
    throw new TensorError('hostArray', 'shape', `data of ${where} is nested. Give it flat.`);
  const shape = source.shape === undefined ? flat.shape : checkShape(source.shape, flat.data.length, where);
  if (dtype === undefined || dtype === flat.dtype) return { data: flat.data, shape, dtype: flat.dtype };
  if (!isDType(dtype))
    throw new TensorError('hostArray', 'dtype', `${where} has no known dtype: '${String(dtype)}'.`);
  // Nested numbers were rounded to float32 on the way: convert the originals.
  return {
    data: convert(Array.isArray(data) ? (data as readonly number[]) : flat.data, dtype, where),
    shape,
    dtype,
  };
}

function fromTyped(data: NumericArray, where: string): HostArray {
  const shape = [data.length];
  if (data instanceof Float32Array) return { data, shape, dtype: 'float32' };
  if (data instanceof Uint8Array) return { data, shape, dtype: 'uint8' };
  if (data instanceof Int32Array) return { data, shape, dtype: 'int32' };
  if (data instanceof Float64Array) return { data, shape, dtype: 'float64' };
  if (data instanceof Uint8ClampedArray) {
    return { data: new Uint8Array(data.buffer, data.byteOffset, data.length), shape, dtype: 'uint8' };
  }
  if (data instanceof Int8Array || data instanceof Int16Array || data instanceof Uint16Array) {
    return { data: Int32Array.from(data), shape, dtype: 'int32' };
  }
  const hint = 'There is no dtype for it: convert with Int32Array.from or Float64Array.from.';
  throw new TensorError('hostArray', 'dtype', `${where} is ${describe(data)}. ${hint}`);
}

function fromNested(source: NestedNumbers, where: string): HostArray {
  const shape: number[] = [];
  for (let level: NestedNumbers = source; Array.isArray(level); level = level[0]) {
    shape.push(level.length);
    if (level.length === 0) break;
  }
  const data = new Float32Array(sizeOf(shape));
  const kinds = new Set<string>();
  let filled = 0;
  const visit = (value: NestedNumbers, depth: number, path: string): void => {
    if (depth < shape.length) {
      const items: readonly NestedNumbers[] | null = Array.isArray(value) ? value : null;
      if (items === null || items.length !== shape[depth]) {
        const got = items === null ? describe(value) : `${items.length} long`;
        throw new TensorError(
          'hostArray',
          'shape',
          `${where}${path} is ${got}, others are ${shape[depth]} long.`,
        );
      }
      for (let i = 0; i < items.length; i++) visit(items[i]!, depth + 1, `${path}[${i}]`);
    } else if (typeof value === 'number' || typeof value === 'boolean') {
      kinds.add(typeof value);
      data[filled++] = Number(value);
    } else {
      throw new TensorError(
        'hostArray',
        'dtype',
        `${where}${path} is ${describe(value)}, not a number. ${accepted}`,
      );
    }
  };
  visit(source, 0, '');
  if (kinds.size > 1) {
    throw new TensorError(
      'hostArray',
      'dtype',
      `${where} mixes numbers and booleans. Make all of them numbers.`,
    );
  }
  return kinds.has('boolean')
    ? { data: Uint8Array.from(data), shape, dtype: 'bool' }
    : { data, shape, dtype: 'float32' };
}

function convert(values: ArrayLike<number>, dtype: DType, where: string): DTypeArray {
  const out = allocateArray(dtype, values.length);
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    out[i] = value;
    const isKept =
      dtype === 'float32' ||
      dtype === 'float64' ||
      (dtype === 'bool' ? value === 0 || value === 1 : out[i] === value);
    if (!isKept)
      throw new TensorError(
        'hostArray',
        'dtype',
        `element ${i} of ${where} is ${value}, which ${dtype} cannot hold.`,
      );
  }
  return out;
}

function checkShape(shape: readonly number[], length: number, where: string): readonly number[] {
  const isValid = Array.isArray(shape) && shape.every((each) => Number.isSafeInteger(each) && each >= 0);
  if (!isValid)
    throw new TensorError(
      'hostArray',
      'shape',
      `shape of ${where} is ${String(shape)}: lengths are integers ≥ 0.`,
    );
  if (sizeOf(shape) !== length) {
    const fit = `shape ${formatShape(shape)} needs ${sizeOf(shape)}`;
    throw new TensorError('hostArray', 'shape', `${where} has ${length} elements, ${fit}.`, {
      shapes: [shape],
    });
  }
  return [...shape];
}

/** What a value is, in words, for messages. */
export function describe(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  if (typeof value === 'string')
    return `the string '${value.length > 30 ? `${value.slice(0, 30)}…` : value}'`;
  const kind = typeof value === 'object' ? (value.constructor?.name ?? 'object') : typeof value;
  return `${/^[aeiou]/i.test(kind) ? 'an' : 'a'} ${kind}`;
}
