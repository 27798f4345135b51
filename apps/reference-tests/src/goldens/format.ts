// The format of golden files, as data/goldens/torch/README.md describes it, and how its values are read.

import { type DType, type Tensor, tensor } from 'cambium';

/** A number, or one of the strings for what JSON lacks. */
export type GoldenNumber = number | 'NaN' | 'Infinity' | '-Infinity';

/** A recorded tensor. */
export interface GoldenTensor {
  readonly dtype: 'float32' | 'float64' | 'int64' | 'bool';
  readonly shape: readonly number[];
  readonly data: readonly GoldenNumber[];
}

/** What JSON gives. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [name: string]: Json };

/** A line of a golden file. What else a case holds depends on its file. */
export interface Golden {
  readonly id: string;
  readonly op: string;
  readonly tags?: readonly string[];
  readonly [field: string]: Json | undefined;
}

/** One call of a function with what came of it. */
export interface CallGolden extends Golden {
  readonly args: readonly Json[];
  readonly kwargs: { readonly [name: string]: Json };
  readonly outputs: readonly Json[];
  readonly cotangents: readonly Json[];
  readonly grads: { readonly [path: string]: Json };
  readonly mutated?: { readonly [path: string]: Json };
}

/** Whether a value is a recorded tensor. */
export function isGoldenTensor(value: Json | undefined): value is Json & GoldenTensor {
  return typeof value === 'object' && value !== null && 'dtype' in value && 'data' in value;
}

/** A recorded tensor, where the format promises one. */
export function goldenTensor(value: Json | undefined): GoldenTensor {
  if (!isGoldenTensor(value)) throw new Error(`expected a recorded tensor, found ${JSON.stringify(value)}`);
  return value;
}

/** A JSON object, where the format promises one. */
export function record(value: Json | undefined): { readonly [name: string]: Json } {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new Error(`expected an object, found ${JSON.stringify(value)}`);
  }
  return value as { readonly [name: string]: Json };
}

/** A JSON array, where the format promises one. */
export function list(value: Json | undefined): readonly Json[] {
  if (!Array.isArray(value)) throw new Error(`expected an array, found ${JSON.stringify(value)}`);
  return value as readonly Json[];
}

/** A number of the format, special values included. */
export function numberOf(value: Json | undefined): number {
  if (typeof value === 'number') return value;
  if (value === 'NaN' || value === 'Infinity' || value === '-Infinity') return Number(value);
  throw new Error(`expected a number, found ${JSON.stringify(value)}`);
}

/** Our dtype for a recorded one: indices are int32 here, int64 there. */
export function dtypeOf(golden: GoldenTensor): DType {
  return golden.dtype === 'int64' ? 'int32' : golden.dtype;
}

/** The elements as doubles, rounded where the tensor is float32. */
export function numbersOf(golden: GoldenTensor): Float64Array {
  const round = golden.dtype === 'float32' ? Math.fround : (value: number) => value;
  return Float64Array.from(golden.data, (value) => round(Number(value)));
}

/** The recorded tensor as one of ours. */
export function toTensor(golden: GoldenTensor): Tensor {
  return tensor(numbersOf(golden), { shape: golden.shape, dtype: dtypeOf(golden) });
}
