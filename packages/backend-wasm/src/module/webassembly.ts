// The part of the WebAssembly interface that this package uses. It is declared here because neither the language's own
// library nor every environment's types have it.

/** Bytes in a page. */
export const pageBytes = 65536;

/** A growing stretch of memory. */
export interface WasmMemory {
  /** Exchanged for another one whenever the memory grows. */
  readonly buffer: ArrayBufferLike;
  grow(pages: number): number;
}

/** A compiled module, as `new WebAssembly.Module(bytes)` gives it. */
export type WasmModule = object;

/** A module brought to life. */
export interface WasmInstance {
  readonly exports: object;
}

type Imports = { readonly env: { readonly memory: WasmMemory } };

interface WebAssemblyApi {
  validate(bytes: Uint8Array): boolean;
  compile(bytes: Uint8Array): Promise<WasmModule>;
  instantiate(module: WasmModule, imports: Imports): Promise<WasmInstance>;
  readonly Module: new (bytes: Uint8Array) => WasmModule;
  readonly Instance: new (module: WasmModule, imports: Imports) => WasmInstance;
  readonly Memory: new (limits: {
    readonly initial: number;
    readonly maximum: number;
    readonly shared?: boolean;
  }) => WasmMemory;
}

declare const WebAssembly: WebAssemblyApi | undefined;

/** The environment's WebAssembly, or `null` where there is none. */
export function webAssembly(): WebAssemblyApi | null {
  return typeof WebAssembly === 'undefined' ? null : WebAssembly;
}
