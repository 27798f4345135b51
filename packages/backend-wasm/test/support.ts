// Shared by the tests of this package: repeatable random numbers, error codes, and kernels called on plain arrays.

import { createCpuBackend } from '@cambium/backend-cpu';
import {
  type AttrsOf,
  type Backend,
  type DType,
  type DTypeArray,
  Layout,
  type Operand,
  type OpsOf,
  TensorError,
  viewBytes,
} from '@cambium/tensor/backend';

/** A repeatable stream of numbers in [0, 1) (mulberry32). */
export function stream(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** The error code of what `run` throws. */
export function codeOf(run: () => unknown): string | undefined {
  try {
    run();
  } catch (error) {
    if (error instanceof TensorError) return error.code;
    throw error;
  }
  return undefined;
}

/** The values on a backend. */
export function upload(backend: Backend, values: DTypeArray, dtype: DType): Operand {
  const buffer = backend.alloc(values.byteLength);
  backend.write(buffer, new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
  return { buffer, dtype, layout: Layout.contiguous([values.length]) };
}

/** What a unary op makes of float32 values. */
export function mapFloat32<N extends OpsOf<'unary'>>(
  backend: Backend,
  op: N,
  values: Float32Array,
  attrs: AttrsOf<N>,
): Float32Array {
  return mapValues(backend, op, values, 'float32', attrs) as Float32Array;
}

const cpu = createCpuBackend();

/** The same in double precision, by the reference backend. */
export function mapExactly<N extends OpsOf<'unary'>>(
  op: N,
  values: Float32Array,
  attrs: AttrsOf<N>,
): Float64Array {
  return mapValues(cpu, op, Float64Array.from(values), 'float64', attrs) as Float64Array;
}

function mapValues<N extends OpsOf<'unary'>>(
  backend: Backend,
  op: N,
  values: DTypeArray,
  dtype: DType,
  attrs: AttrsOf<N>,
): DTypeArray {
  const x = upload(backend, values, dtype);
  const out = { ...x, buffer: backend.alloc(values.byteLength) };
  backend.kernels.unary(op, [x], [out], attrs);
  const result = viewBytes(backend.readSync!(out.buffer, 0, values.byteLength), dtype);
  backend.free(x.buffer);
  backend.free(out.buffer);
  return result;
}

/** What a binary op makes of pairs of float32 values; without a backend, of the reference. */
export function zipFloat32(
  op: OpsOf<'binary'>,
  a: Float32Array,
  b: Float32Array,
  backend: Backend = cpu,
): Float32Array {
  const operands = [a, b].map((values) => upload(backend, values, 'float32'));
  const out = { ...operands[0]!, buffer: backend.alloc(a.byteLength) };
  backend.kernels.binary(op, operands, [out], {});
  const result = viewBytes(backend.readSync!(out.buffer, 0, a.byteLength), 'float32') as Float32Array;
  for (const { buffer } of [...operands, out]) backend.free(buffer);
  return result;
}

/** Distance in units of the last place of the exact value. */
export function ulps(actual: number, exact: number): number {
  const rounded = Math.fround(exact);
  if (Object.is(actual, rounded)) return Math.min(0.5, Math.abs(actual - exact) / ulpOf(exact) || 0);
  if (Number.isNaN(actual) || Number.isNaN(rounded)) return Infinity;
  const largest = 3.4028234663852886e38;
  // Beyond the largest number, infinity is one step away.
  const value = Math.max(-largest - ulpOf(largest), Math.min(largest + ulpOf(largest), actual));
  return Math.abs(value - exact) / ulpOf(exact);
}

function ulpOf(value: number): number {
  const exponent = Math.floor(Math.log2(Math.abs(value)));
  return 2 ** (Math.min(127, Math.max(-126, exponent)) - 23);
}
