// From JavaScript values (numbers, nested arrays, typed arrays) to one typed array and its shape.

import { allocateArray, type DType, type DTypeArray } from './dtype.ts';
import { formatShape, TensorError } from './errors.ts';
import { checkShape, sizeOf } from './layout.ts';

/** Typed arrays whose numbers a tensor can take over. */
export type TypedArray =
  | Float32Array
  | Float64Array
  | Int32Array
  | Int16Array
  | Int8Array
  | Uint16Array
  | Uint8Array
  | Uint8ClampedArray;

/** A number, or arrays of numbers as deep as the tensor's rank. Rows may be typed arrays. */
export type NestedValues = number | boolean | TypedArray | readonly NestedValues[];

/** Elements in row-major order with their shape. */
export interface HostValues {
  readonly data: DTypeArray;
  readonly shape: readonly number[];
  readonly dtype: DType;
}

/** Reads values; every array of a level must have the same length. */
export function readValues(
  op: string,
  values: NestedValues,
  dtype?: DType,
  shape?: readonly number[],
): HostValues {
  if (isTypedArray(values)) return fromTyped(op, values, dtype, shape);
  const found = shapeOfValues(op, values);
  const collector = new Collector(op, found);
  collector.add(values, 0, []);
  const type = dtype ?? (collector.onlyBooleans ? 'bool' : 'float32');
  return {
    data: convert(collector.numbers, type),
    shape: checkedShape(op, shape ?? found, sizeOf(found)),
    dtype: type,
  };
}

/** Numbers in a dtype, by the rule of `cast`: integers truncated and limited to the range, NaN becomes 0. */
export function convert(numbers: ArrayLike<number>, dtype: DType): DTypeArray {
  const result = allocateArray(dtype, numbers.length);
  if (dtype === 'float32' || dtype === 'float64') result.set(numbers);
  else for (let i = 0; i < numbers.length; i++) result[i] = toWhole(numbers[i]!, dtype);
  return result;
}

/** One number in an integer dtype or bool, by the rule of `cast`. */
export function toWhole(value: number, dtype: 'int32' | 'uint8' | 'bool'): number {
  if (dtype === 'bool') return value === 0 ? 0 : 1;
  const [low, high] = dtype === 'uint8' ? [0, 255] : [-(2 ** 31), 2 ** 31 - 1];
  return Math.trunc(Math.min(high, Math.max(low, value))) || 0;
}

function fromTyped(op: string, values: TypedArray, dtype?: DType, shape?: readonly number[]): HostValues {
  const own = dtypeOf(values);
  const type = dtype ?? own;
  const isReady =
    type === own && !(values instanceof Uint8ClampedArray) && byteWidths[type] === values.BYTES_PER_ELEMENT;
  const data = isReady ? (values as DTypeArray) : convert(values, type);
  return { data, shape: checkedShape(op, shape ?? [values.length], values.length), dtype: type };
}

const byteWidths: Readonly<Record<DType, number>> = { float32: 4, float64: 8, int32: 4, uint8: 1, bool: 1 };

function dtypeOf(values: TypedArray): DType {
  if (values instanceof Float32Array) return 'float32';
  if (values instanceof Float64Array) return 'float64';
  return values instanceof Uint8Array || values instanceof Uint8ClampedArray ? 'uint8' : 'int32';
}

function isTypedArray(value: unknown): value is TypedArray {
  return [
    Float32Array,
    Float64Array,
    Int32Array,
    Int16Array,
    Int8Array,
    Uint16Array,
    Uint8Array,
    Uint8ClampedArray,
  ].some((kind) => value instanceof kind);
}

function isArray(value: unknown): value is readonly NestedValues[] | TypedArray {
  return Array.isArray(value) || isTypedArray(value);
}

function checkedShape(op: string, shape: readonly number[], size: number): readonly number[] {
  checkShape(op, shape);
  if (sizeOf(shape) !== size) {
    throw new TensorError(
      op,
      'shape',
      `${size} values do not fill the shape ${formatShape(shape)} (${sizeOf(shape)} elements).`,
      {
        shapes: [shape],
      },
    );
  }
  return [...shape];
}

/** The shape that the first branch of the nesting suggests. */
function shapeOfValues(op: string, values: NestedValues): number[] {
  const shape: number[] = [];
  for (let level: unknown = values; isArray(level); level = level[0]) {
    shape.push(level.length);
    if (shape.length > 64)
      throw new TensorError(op, 'shape', 'arrays are nested more than 64 deep. Does one contain itself?');
  }
  return shape;
}

/** Walks the nesting and insists on the expected shape everywhere. */
class Collector {
  readonly numbers: Float64Array;
  onlyBooleans = true;
  readonly #op: string;
  readonly #shape: readonly number[];
  #count = 0;

  constructor(op: string, shape: readonly number[]) {
    this.#op = op;
    this.#shape = shape;
    this.numbers = new Float64Array(sizeOf(shape));
    if (this.numbers.length === 0) this.onlyBooleans = false;
  }

  add(values: unknown, depth: number, place: readonly number[]): void {
    const length = this.#shape[depth];
    if (length === undefined) {
      this.#addNumber(values, place);
      return;
    }
    if (!isArray(values) || values.length !== length) {
      const found = isArray(values) ? `${values.length} elements` : describe(values);
      throw new TensorError(
        this.#op,
        'shape',
        `arrays are ragged: ${describePlace(place)} has ${found}, the first there has ${length}.`,
      );
    }
    if (isTypedArray(values) && depth === this.#shape.length - 1) {
      this.numbers.set(values, this.#count);
      this.#count += length;
      this.onlyBooleans = false;
    } else {
      for (let i = 0; i < length; i++) this.add(values[i], depth + 1, [...place, i]);
    }
  }

  #addNumber(value: unknown, place: readonly number[]): void {
    if (isArray(value)) {
      throw new TensorError(
        this.#op,
        'shape',
        `arrays are ragged: ${describePlace(place)} is an array of ${value.length}, the first there is a number.`,
      );
    }
    if (typeof value !== 'number' && typeof value !== 'boolean') {
      throw new TensorError(
        this.#op,
        'value',
        `takes numbers and booleans, got ${describe(value)} ${describePlace(place)}.`,
      );
    }
    if (typeof value === 'number') this.onlyBooleans = false;
    this.numbers[this.#count++] = Number(value);
  }
}

function describePlace(place: readonly number[]): string {
  return place.length === 0 ? 'the value' : `at ${formatShape(place)}`;
}

function describe(value: unknown): string {
  return typeof value === 'string' ? JSON.stringify(value) : String(value);
}
