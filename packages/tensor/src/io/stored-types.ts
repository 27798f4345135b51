// Element types of safetensors files, and how those without a counterpart are widened.

import type { DType } from '../dtype.ts';
import { TensorError } from '../errors.ts';

/** An element type in a file. */
export interface StoredType {
  readonly bytes: number;
  readonly dtype: DType;
  /** Turns the file's bytes into those of the dtype; absent where they are the same. */
  readonly convert?: (data: DataView, name: string) => Float32Array | Int32Array;
}

/** What can be read. */
export const storedTypes = {
  F64: { bytes: 8, dtype: 'float64' },
  F32: { bytes: 4, dtype: 'float32' },
  I32: { bytes: 4, dtype: 'int32' },
  U8: { bytes: 1, dtype: 'uint8' },
  BOOL: { bytes: 1, dtype: 'bool' },
  F16: { bytes: 2, dtype: 'float32', convert: (data) => floats(data, halfToNumber) },
  BF16: { bytes: 2, dtype: 'float32', convert: (data) => floats(data, brainToNumber) },
  I64: { bytes: 8, dtype: 'int32', convert: narrow },
} satisfies Record<string, StoredType>;

/** Name of each dtype in a file. */
export const typeNames: Readonly<Record<DType, keyof typeof storedTypes>> = {
  float64: 'F64',
  float32: 'F32',
  int32: 'I32',
  uint8: 'U8',
  bool: 'BOOL',
};

/** The bytes of a tensor as its dtype holds them. */
export function widen(
  name: string,
  type: StoredType,
  bytes: Uint8Array,
): { dtype: DType; bytes: Uint8Array } {
  if (type.dtype === 'bool') return { dtype: 'bool', bytes: bytes.map((value) => (value === 0 ? 0 : 1)) };
  if (type.convert === undefined) return { dtype: type.dtype, bytes };
  const values = type.convert(new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength), name);
  return { dtype: type.dtype, bytes: new Uint8Array(values.buffer) };
}

function floats(data: DataView, decode: (bits: number) => number): Float32Array {
  return Float32Array.from({ length: data.byteLength / 2 }, (_, i) => decode(data.getUint16(2 * i, true)));
}

/** IEEE 754 half precision: 1 sign bit, 5 exponent bits, 10 fraction bits. */
function halfToNumber(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  if (exponent === 31) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return exponent === 0 ? sign * fraction * 2 ** -24 : sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

const word = new DataView(new ArrayBuffer(4));

/** The upper half of a float32. */
function brainToNumber(bits: number): number {
  word.setUint32(0, bits * 65536);
  return word.getFloat32(0);
}

function narrow(data: DataView, name: string): Int32Array {
  return Int32Array.from({ length: data.byteLength / 8 }, (_, i) => {
    const low = data.getInt32(8 * i, true);
    if (data.getInt32(8 * i + 4, true) !== low >> 31) {
      const value = data.getBigInt64(8 * i, true);
      throw new TensorError(
        'parseSafetensors',
        'format',
        `${JSON.stringify(name)} holds the I64 ${value}, which does not fit int32.`,
      );
    }
    return low;
  });
}
