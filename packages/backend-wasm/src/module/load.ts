// From bytes, an address or a module to the functions of the kernels.

import { TensorError } from '@cambium/tensor/backend';
import { kernels } from '../generated/kernels.ts';
import type { KernelExports } from './exports.ts';
import type { WasmFeatures } from './features.ts';
import { type WasmInstance, type WasmMemory, type WasmModule, webAssembly } from './webassembly.ts';

/** An address, as `URL` is one. */
export interface Address {
  readonly href: string;
}

/** Where kernels come from: an address, the bytes of a `.wasm` file, or a `WebAssembly.Module`. */
export type WasmSource = string | Address | Uint8Array | ArrayBuffer | WasmModule;

/** Name of a build of the kernels. */
export type Variant = keyof typeof kernels;

/** The build that makes the most of the engine. */
export function bestVariant(features: WasmFeatures): Variant {
  return features.relaxedSimd ? 'relaxed' : 'simd';
}

/** The bytes of a build that comes with the package. */
export function inlineBytes(variant: Variant): Uint8Array {
  return fromBase64(kernels[variant]);
}

/** Compiles without blocking the thread. */
export async function compile(source: WasmSource): Promise<WasmModule> {
  const bytes = await bytesOf(source);
  return bytes === null ? (source as WasmModule) : webAssembly()!.compile(bytes);
}

/** Brings a compiled module to life over a memory. */
export async function instantiate(module: WasmModule, memory: WasmMemory): Promise<KernelExports> {
  return exportsOf(await webAssembly()!.instantiate(module, { env: { memory } }));
}

/** Compiles and instantiates at once; browsers allow it in workers only. */
export function instantiateSync(bytes: Uint8Array, memory: WasmMemory): KernelExports {
  const api = webAssembly()!;
  return exportsOf(new api.Instance(new api.Module(bytes), { env: { memory } }));
}

function exportsOf(instance: WasmInstance): KernelExports {
  const exports = instance.exports as Partial<KernelExports>;
  if (typeof exports.add !== 'function') {
    throw new TensorError(
      'createWasmBackend',
      'backend',
      'the module given has no kernels of Cambium. Use a file of @cambium/backend-wasm/kernels/, of the same version.',
    );
  }
  return exports as KernelExports;
}

async function bytesOf(source: WasmSource): Promise<Uint8Array | null> {
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
declare const atob: (text: string) => string;

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
    throw new TensorError('createWasmBackend', 'io', `cannot read ${address}: ${String(cause)}`, { cause });
  }
}

function fromBase64(text: string): Uint8Array {
  const characters = atob(text);
  const bytes = new Uint8Array(characters.length);
  for (let i = 0; i < bytes.length; i++) bytes[i] = characters.charCodeAt(i);
  return bytes;
}
