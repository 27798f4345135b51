// The safetensors format: a JSON header with the place of each tensor, then their bytes. Nothing in it is executed.
// See https://github.com/huggingface/safetensors for the format.

import { byteSize } from '../dtype.ts';
import { formatShape, TensorError } from '../errors.ts';
import { currentBackend, currentInterpreter } from '../execute.ts';
import { sizeOf } from '../layout.ts';
import { asTensor, type TensorLike } from '../ops/lift.ts';
import type { Tensor } from '../tensor.ts';
import { type StoredType, storedTypes, typeNames, widen } from './stored-types.ts';

declare class TextEncoder {
  encode(text: string): Uint8Array;
}
declare class TextDecoder {
  constructor(encoding: string, options: { fatal: boolean });
  decode(bytes: Uint8Array): string;
}

const longestHeader = 100_000_000;

/** What a safetensors file holds. */
export interface SafetensorsContents {
  /** Tensors by name, in the order of the header. */
  readonly tensors: Map<string, Tensor>;
  /** Free text by key. */
  readonly metadata: Record<string, string>;
}

/**
 * Tensors as the bytes of a safetensors file, which PyTorch, Keras and others read.
 *
 * @param tensors values by name; cells give their present value
 * @param metadata free text to keep with them
 * @throws TensorError `format` for the name `__metadata__`, which the format reserves
 * @example
 * ```ts
 * const bytes = await serializeSafetensors({ weight: tensor([1, 2]) }, { epoch: '3' });
 * parseSafetensors(bytes).tensors.get('weight'); // [1, 2]
 * ```
 */
export async function serializeSafetensors(
  tensors: Readonly<Record<string, TensorLike>> | ReadonlyMap<string, TensorLike>,
  metadata?: Readonly<Record<string, string>>,
): Promise<Uint8Array> {
  const named =
    tensors instanceof Map ? [...(tensors as ReadonlyMap<string, TensorLike>)] : Object.entries(tensors);
  const entries = named.map(([name, value]) => ({ name, tensor: asTensor(value, 'serializeSafetensors') }));
  if (entries.some(({ name }) => name === '__metadata__'))
    throw problem(
      "a tensor cannot be named '__metadata__': the format keeps it for itself.",
      'serializeSafetensors',
    );
  // The widest elements first: then all of them are aligned.
  entries.sort((a, b) => byteSize(b.tensor.dtype) - byteSize(a.tensor.dtype));
  const parts = await Promise.all(entries.map(({ tensor }) => tensor.data()));
  const fields: [string, unknown][] = metadata === undefined ? [] : [['__metadata__', metadata]];
  let end = 0;
  entries.forEach(({ name, tensor }, i) => {
    const start = end;
    end += parts[i]!.byteLength;
    fields.push([name, { dtype: typeNames[tensor.dtype], shape: tensor.shape, data_offsets: [start, end] }]);
  });
  const header = new TextEncoder().encode(JSON.stringify(Object.fromEntries(fields)));
  const headerLength = Math.ceil(header.length / 8) * 8;
  const file = new Uint8Array(8 + headerLength + end);
  new DataView(file.buffer).setBigUint64(0, BigInt(headerLength), true);
  file.fill(0x20, 8, 8 + headerLength);
  file.set(header, 8);
  let at = 8 + headerLength;
  for (const part of parts) {
    file.set(new Uint8Array(part.buffer, part.byteOffset, part.byteLength), at);
    at += part.byteLength;
  }
  return file;
}

/**
 * Reads a safetensors file. F16 and BF16 become `float32`, I64 becomes `int32` if all its values fit.
 *
 * @param bytes the whole file
 * @throws TensorError `format` if the file is truncated, inconsistent, or has a dtype without a counterpart; then no
 *   tensor is made
 * @example
 * ```ts
 * const { tensors, metadata } = parseSafetensors(await serializeSafetensors({ bias: zeros([2]) }));
 * [...tensors.keys()]; // ["bias"]
 * ```
 */
export function parseSafetensors(bytes: Uint8Array): SafetensorsContents {
  const { header, body } = readHeader(bytes);
  const metadata: Record<string, string> = {};
  const entries: Entry[] = [];
  for (const [name, field] of Object.entries(header)) {
    if (name === '__metadata__') readMetadata(field, metadata);
    else entries.push(readEntry(name, field, body.length));
  }
  checkCoverage(entries, body.length);
  const hosts = entries.map((entry) => ({
    ...entry,
    ...widen(entry.name, entry.type, body.subarray(entry.start, entry.end)),
  }));
  const backend = currentBackend();
  const tensors = new Map(
    hosts.map(({ name, shape, dtype, bytes: host }) => {
      return [
        name,
        currentInterpreter().constant(host, { shape, dtype }, backend, 'parseSafetensors'),
      ] as const;
    }),
  );
  return { tensors, metadata };
}

interface Entry {
  readonly name: string;
  readonly type: StoredType;
  readonly shape: readonly number[];
  readonly start: number;
  readonly end: number;
}

function readHeader(bytes: Uint8Array): { header: object; body: Uint8Array } {
  if (!(bytes instanceof Uint8Array)) throw problem('takes the bytes of a file as a Uint8Array.');
  if (bytes.length < 8)
    throw problem(
      `the file has ${bytes.length} bytes, less than the 8 of the header's length. Is it truncated?`,
    );
  const length = Number(new DataView(bytes.buffer, bytes.byteOffset, 8).getBigUint64(0, true));
  if (length > longestHeader)
    throw problem(`the header is said to have ${length} bytes, at most ${longestHeader} are allowed.`);
  if (8 + length > bytes.length)
    throw problem(`the header ends at byte ${8 + length}, the file at ${bytes.length}. Is it truncated?`);
  let header: unknown;
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(8, 8 + length));
    header = JSON.parse(text);
  } catch (cause) {
    throw new TensorError(
      'parseSafetensors',
      'format',
      'the header is not JSON in UTF-8. Is this a safetensors file?',
      { cause },
    );
  }
  if (!isObject(header) || !text.startsWith('{')) throw problem('the header is not a JSON object.');
  if (countKeys(text) !== Object.keys(header).length) throw problem('the header names a tensor twice.');
  return { header, body: bytes.subarray(8 + length) };
}

/** Number of keys in the outermost object of a valid JSON text: its colons outside of strings and inner brackets. */
function countKeys(text: string): number {
  let depth = 0;
  let count = 0;
  for (let i = 0; i < text.length; i++) {
    const letter = text[i];
    if (letter === '"') for (i++; text[i] !== '"'; i++) i += text[i] === '\\' ? 1 : 0;
    else if (letter === '{' || letter === '[') depth++;
    else if (letter === '}' || letter === ']') depth--;
    else if (letter === ':' && depth === 1) count++;
  }
  return count;
}

function readMetadata(field: unknown, into: Record<string, string>): void {
  if (!isObject(field)) throw problem('__metadata__ is not an object of strings.');
  for (const [key, value] of Object.entries(field)) {
    if (typeof value !== 'string')
      throw problem(`__metadata__ entry ${JSON.stringify(key)} is not a string.`);
    // Not by assignment: the key may be __proto__.
    Object.defineProperty(into, key, { value, enumerable: true, configurable: true, writable: true });
  }
}

function readEntry(name: string, field: unknown, bodyLength: number): Entry {
  const label = JSON.stringify(name);
  if (!isObject(field)) throw problem(`the entry of ${label} is not an object.`);
  const {
    dtype,
    shape,
    data_offsets: offsets,
  } = field as { dtype?: unknown; shape?: unknown; data_offsets?: unknown };
  if (typeof dtype !== 'string' || !Object.hasOwn(storedTypes, dtype)) {
    throw problem(
      `${label} has dtype ${JSON.stringify(dtype)}; readable are ${Object.keys(storedTypes).join(', ')}.`,
    );
  }
  const type = storedTypes[dtype as keyof typeof storedTypes];
  if (!isCounts(shape)) throw problem(`${label} has no valid shape.`);
  if (!isCounts(offsets) || offsets.length !== 2) throw problem(`${label} has no valid data_offsets.`);
  const [start, end] = offsets as [number, number];
  if (start > end || end > bodyLength)
    throw problem(
      `${label} lies at bytes ${start} to ${end}, the data has ${bodyLength}. Is the file truncated?`,
    );
  const size = sizeOf(shape);
  if (!Number.isSafeInteger(size) || size * type.bytes !== end - start) {
    throw problem(`${label} ${dtype} ${formatShape(shape)} does not fill its ${end - start} bytes.`);
  }
  return { name, type, shape, start, end };
}

/** The data must be covered without overlaps and without gaps. */
function checkCoverage(entries: readonly Entry[], bodyLength: number): void {
  let end = 0;
  for (const entry of [...entries].sort((a, b) => a.start - b.start || a.end - b.end)) {
    if (entry.start !== end) {
      throw problem(
        `${JSON.stringify(entry.name)} begins at byte ${entry.start}, the tensor before it ends at ${end}: there is ${entry.start < end ? 'an overlap' : 'a gap'}.`,
      );
    }
    end = entry.end;
  }
  if (end !== bodyLength)
    throw problem(`the tensors end at byte ${end} of the data, which has ${bodyLength}.`);
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isCounts(value: unknown): value is readonly number[] {
  return Array.isArray(value) && value.every((each) => Number.isSafeInteger(each) && each >= 0);
}

function problem(reason: string, op = 'parseSafetensors'): TensorError {
  return new TensorError(op, 'format', reason);
}
