// The IDX format of MNIST and its kin: a magic number, big-endian sizes, then big-endian elements.

import { type DTypeArray, formatShape, TensorError } from '@cambium/tensor';
import { allocateArray, sizeOf } from '@cambium/tensor/backend';
import type { HostArray } from './host-array.ts';

interface ElementType {
  readonly name: string;
  readonly bytes: number;
  readonly dtype: 'uint8' | 'int32' | 'float32' | 'float64';
  readonly read: (view: DataView, offset: number) => number;
}

const elementTypes: ReadonlyMap<number, ElementType> = new Map([
  [0x08, { name: 'uint8', bytes: 1, dtype: 'uint8', read: (view, offset) => view.getUint8(offset) }],
  [0x09, { name: 'int8', bytes: 1, dtype: 'int32', read: (view, offset) => view.getInt8(offset) }],
  [0x0b, { name: 'int16', bytes: 2, dtype: 'int32', read: (view, offset) => view.getInt16(offset) }],
  [0x0c, { name: 'int32', bytes: 4, dtype: 'int32', read: (view, offset) => view.getInt32(offset) }],
  [0x0d, { name: 'float32', bytes: 4, dtype: 'float32', read: (view, offset) => view.getFloat32(offset) }],
  [0x0e, { name: 'float64', bytes: 8, dtype: 'float64', read: (view, offset) => view.getFloat64(offset) }],
]);

const mostDimensions = 8;

/**
 * Reads the contents of an IDX file. `int8` and `int16` elements become `int32`; a `uint8` result shares memory with `bytes`.
 *
 * @param bytes the whole file, uncompressed
 * @param where what to call it in errors, for instance its path
 * @throws TensorError `format` if the bytes are not exactly one IDX array
 * @see http://yann.lecun.com/exdb/mnist/, "The IDX file format"
 * @example
 * ```ts
 * const response = await fetch('/t10k-images-idx3-ubyte');
 * const images = parseIdx(new Uint8Array(await response.arrayBuffer()));   // uint8 [10000, 28, 28]
 * ```
 */
export function parseIdx(bytes: Uint8Array, where = 'the data'): HostArray {
  if (!(bytes instanceof Uint8Array))
    throw refuse(`${where} is not a Uint8Array: wrap an ArrayBuffer in new Uint8Array(buffer)`);
  if (isGzip(bytes)) {
    const hint =
      "new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip')), or readIdxFile of @cambium/data/node";
    throw refuse(`${where} is compressed with gzip. Unpack it first: ${hint}`);
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const { type, shape, headerLength } = readHeader(view, where);
  const count = sizeOf(shape);
  const expected = headerLength + count * type.bytes;
  if (bytes.byteLength !== expected) {
    const verdict = bytes.byteLength < expected ? 'it is cut short' : 'something follows its end';
    const array = `${type.name} ${formatShape(shape)} takes ${expected} bytes`;
    throw refuse(`${where} has ${bytes.byteLength} bytes, its ${array}: ${verdict}`);
  }
  if (type.name === 'uint8') return { data: bytes.subarray(headerLength), shape, dtype: 'uint8' };
  const data: DTypeArray = allocateArray(type.dtype, count);
  for (let i = 0; i < count; i++) data[i] = type.read(view, headerLength + i * type.bytes);
  return { data, shape, dtype: type.dtype };
}

/** Whether bytes begin as gzip files do. */
export function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

function readHeader(
  view: DataView,
  where: string,
): { type: ElementType; shape: number[]; headerLength: number } {
  if (view.byteLength < 4)
    throw refuse(`${where} has ${view.byteLength} bytes, an IDX file at least 8: it is cut short`);
  const type = elementTypes.get(view.getUint8(2));
  if (view.getUint16(0) !== 0 || type === undefined) {
    const magic = view.getUint32(0).toString(16).padStart(8, '0');
    throw refuse(
      `${where} is no IDX file: it begins with ${magic}, images with 00000803 and labels with 00000801`,
    );
  }
  const rank = view.getUint8(3);
  if (rank < 1 || rank > mostDimensions)
    throw refuse(`${where} has ${rank} dimensions; 1 to ${mostDimensions} can be read`);
  const headerLength = 4 + 4 * rank;
  if (view.byteLength < headerLength) {
    throw refuse(
      `${where} has ${view.byteLength} bytes, the sizes of its ${rank} dimensions need ${headerLength}: it is cut short`,
    );
  }
  const shape = Array.from({ length: rank }, (_, axis) => view.getUint32(4 + 4 * axis));
  return { type, shape, headerLength };
}

function refuse(reason: string): TensorError {
  return new TensorError('parseIdx', 'format', `${reason}.`);
}
