// What the engine can do, found out by asking it to validate modules of a few bytes.

import { webAssembly } from './webassembly.ts';

/** Features of WebAssembly that decide which kernels run. */
export interface WasmFeatures {
  /** Vectors of 128 bits; without them this backend has nothing to offer. */
  readonly simd: boolean;
  /** Multiplication and addition in one instruction. */
  readonly relaxedSimd: boolean;
  /** Atomics, and memory that threads share. */
  readonly threads: boolean;
}

/** `\0asm`, version 1, then types, functions and code. */
const header = [0, 97, 115, 109, 1, 0, 0, 0];
/** `() => i8x16.popcnt(i8x16.splat(0))` */
const simd = [...header, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 10, 1, 8, 0, 65, 0, 253, 15, 253, 98, 11];
/** `() => i8x16.relaxed_swizzle(i8x16.splat(1), i8x16.splat(2))` */
const relaxedSimd = [
  ...[...header, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 15, 1, 13, 0],
  ...[65, 1, 253, 15, 65, 2, 253, 15, 253, 128, 2, 11],
];
/** `() => i32.atomic.load(0)` in a shared memory */
const threads = [
  ...[...header, 1, 4, 1, 96, 0, 0, 3, 2, 1, 0, 5, 4, 1, 3, 1, 1],
  ...[10, 11, 1, 9, 0, 65, 0, 254, 16, 2, 0, 26, 11],
];

let found: WasmFeatures | null = null;

/**
 * The features of this engine.
 *
 * @example
 * ```ts
 * import { wasmFeatures } from '@cambium/backend-wasm';
 *
 * const { simd, relaxedSimd } = wasmFeatures();
 * ```
 */
export function wasmFeatures(): WasmFeatures {
  found ??= {
    simd: isValid(simd),
    relaxedSimd: isValid(relaxedSimd),
    threads: isValid(threads),
  };
  return found;
}

function isValid(bytes: readonly number[]): boolean {
  try {
    return webAssembly()?.validate(Uint8Array.from(bytes)) === true;
  } catch {
    return false;
  }
}
