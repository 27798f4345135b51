// From bytes or an address to a compiled module.

import { TensorError } from '@cambium/tensor/backend';
import type { WasmFeatures } from './features.ts';
import { withSharedMemory } from './shared.ts';
import { type WasmModule, webAssembly } from './webassembly.ts';

/** An address, as `URL` is one. */
export interface Address {
  /** The address as text, for example `file:///…/kernels/simd.wasm`. */
  readonly href: string;
}

/** Where kernels come from: an address, the bytes of a `.wasm` file, or a `WebAssembly.Module`. */
export type WasmSource = string | Address | Uint8Array | ArrayBuffer | WasmModule;

/** Name of a build of the kernels. */
export type Variant = 'simd' | 'relaxed';

/** The build that makes the most of the engine. */
export function bestVariant(features: WasmFeatures): Variant {
  return features.relaxedSimd ? 'relaxed' : 'simd';
}

/** Compiles without blocking the thread. */
export function compile(bytes: Uint8Array, isShared: boolean): Promise<WasmModule> {
  return webAssembly()!.compile(isShared ? withSharedMemory(bytes) : bytes);
}

/** Compiles at once. */
export function compileSync(bytes: Uint8Array): WasmModule {
  const { Module } = webAssembly()!;
  return new Module(bytes);
}

/** The bytes of a source; `null` for one that is compiled already. */
export async function bytesOf(source: WasmSource): Promise<Uint8Array | null> {
  if (source instanceof Uint8Array) return source;
  if (source instanceof ArrayBuffer) return new Uint8Array(source);
  const address = typeof source === 'string' ? source : 'href' in source ? String(source.href) : null;
  return address === null ? null : download(address);
}

interface Response {
  readonly ok: boolean;
  readonly status: number;
  arrayBuffer(): Promise<ArrayBuffer>;
}

interface FileSystem {
  readFile(file: Address): Promise<Uint8Array>;
}

declare const fetch: (address: string) => Promise<Response>;
declare const process: { getBuiltinModule?(name: string): FileSystem } | undefined;
declare const URL: new (address: string) => Address;

/** Node's files. Asked for by name, so that bundlers for the web find no import to resolve. */
function fileSystem(): FileSystem | undefined {
  return typeof process === 'undefined' ? undefined : process.getBuiltinModule?.('node:fs/promises');
}

/** Reads an address; in Node, where `fetch` does not read files, also one of a file. */
async function download(address: string): Promise<Uint8Array> {
  try {
    const files = address.startsWith('file:') ? fileSystem() : undefined;
    if (files !== undefined) return await files.readFile(new URL(address));
    const response = await fetch(address);
    if (!response.ok) throw new Error(`status ${response.status}`);
    return new Uint8Array(await response.arrayBuffer());
  } catch (cause) {
    throw new TensorError(
      'createWasmBackend',
      'io',
      `cannot read ${address}: ${String(cause)}. Serve the files of @cambium/backend-wasm/kernels/, say where they are with { wasm }, or import @cambium/backend-wasm/inline, which has them inside.`,
      { cause },
    );
  }
}
