import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { createWasmBackend, createWasmBackendSync, wasmFeatures } from '@cambium/backend-wasm';
import { TensorError } from '@cambium/tensor/backend';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { assets as inlineAssets } from '../src/assets/inline.ts';
import { bestVariant } from '../src/module/load.ts';
import { mapFloat32 } from './support.ts';

const file = new URL('../kernels/simd.wasm', import.meta.url);

async function codeOfPromise(promise: Promise<unknown>): Promise<string | undefined> {
  return promise.then(
    () => undefined,
    (error: unknown) => (error instanceof TensorError ? error.code : String(error)),
  );
}

describe('features', () => {
  afterEach(() => {
    vi.restoreAllMocks();
    vi.unstubAllGlobals();
    vi.resetModules();
  });

  it('are those of the engine', () => {
    // Node 20.19 and later have SIMD and threads without a flag; relaxed SIMD depends on the version.
    expect(wasmFeatures()).toMatchObject({ simd: true, threads: true });
    const isOffered = WebAssembly.validate(inlineAssets.bytesSync('relaxed') as BufferSource);
    expect(wasmFeatures().relaxedSimd).toBe(isOffered);
  });

  it('choose the build', () => {
    expect(bestVariant({ simd: true, relaxedSimd: true, threads: true })).toBe('relaxed');
    expect(bestVariant({ simd: true, relaxedSimd: false, threads: true })).toBe('simd');
  });

  it('decide for the CPU backend where there is no SIMD', async () => {
    vi.spyOn(WebAssembly, 'validate').mockReturnValue(false);
    const fresh = await import('../src/index.ts?without-simd' as '../src/index.ts');
    expect((await fresh.createWasmBackend()).name).toBe('cpu');
    expect(fresh.createWasmBackendSync().name).toBe('cpu');
  });

  it('are none where there is no WebAssembly', async () => {
    vi.stubGlobal('WebAssembly', undefined);
    const { wasmFeatures: features } = await import(
      '../src/module/features.ts?none' as '../src/module/features.ts'
    );
    expect(features()).toEqual({ simd: false, relaxedSimd: false, threads: false });
  });
});

describe('a backend', () => {
  const one = Float32Array.of(1, -2, 3);

  it('comes up from the package, with and without waiting', async () => {
    for (const backend of [await createWasmBackend(), createWasmBackendSync()]) {
      expect(backend.name).toBe('wasm');
      expect([...mapFloat32(backend, 'neg', one, {})]).toEqual([-1, 2, -3]);
    }
  });

  it('comes up from bytes, a module, and the address of a file', async () => {
    const bytes = new Uint8Array(inlineAssets.bytesSync('simd'));
    const sources = [bytes, bytes.buffer, await WebAssembly.compile(bytes), file, file.href];
    for (const wasm of sources) {
      const backend = await createWasmBackend({ wasm });
      expect([...mapFloat32(backend, 'neg', one, {})]).toEqual([-1, 2, -3]);
    }
  });

  it('carries the same kernels as the files beside it', async () => {
    expect(inlineAssets.bytesSync('simd')).toEqual(new Uint8Array(await readFile(fileURLToPath(file))));
  });

  it('says what is wrong with a source', async () => {
    const missing = new URL('./missing.wasm', import.meta.url);
    expect(await codeOfPromise(createWasmBackend({ wasm: missing }))).toBe('io');
    const empty = new WebAssembly.Module(Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0));
    expect(await codeOfPromise(createWasmBackend({ wasm: empty }))).toBe('backend');
  });

  it('refuses settings that it does not take', async () => {
    for (const threads of [0, 1.5, -1, 65, Number.NaN, 'all']) {
      const options: object = { threads };
      expect(await codeOfPromise(createWasmBackend(options))).toBe('value');
    }
    for (const maximumBytes of [0, -1, Number.NaN, 2 ** 33]) {
      expect(await codeOfPromise(createWasmBackend({ maximumBytes }))).toBe('value');
    }
  });

  it('keeps to its memory limit', async () => {
    const backend = await createWasmBackend({ maximumBytes: 4 * 2 ** 20 });
    expect(() => backend.alloc(5_000_000)).toThrow('no room for 5000000 bytes');
    expect(backend.alloc(2_000_000)).toBeDefined();
  });
});
