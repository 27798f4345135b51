import { afterEach, expect, it, vi } from 'vitest';
import { createCpuBackend, getBackend, init, tensor } from '../src/index.ts';

afterEach(() => {
  vi.restoreAllMocks();
  vi.resetModules();
});

it('works at once, in WebAssembly', () => {
  expect(tensor([1, 2]).add(1).toArray()).toEqual([2, 3]);
  expect(getBackend().name).toBe('wasm');
});

it('works at once where WebAssembly is forbidden, in plain JavaScript', async () => {
  vi.spyOn(WebAssembly, 'Module').mockImplementation(function refuse() {
    throw new WebAssembly.CompileError('refused');
  });
  const fresh = await import('../src/index.ts?forbidden' as '../src/index.ts');
  expect(fresh.tensor([1, 2]).toArray()).toEqual([1, 2]);
});

it('brings up the best backend and makes it current', async () => {
  const backend = await init();
  expect(backend.name).toBe('wasm');
  expect(getBackend()).toBe(backend);
  backend.dispose();
});

it('brings up the backend asked for, with so many threads', async () => {
  expect((await init({ backend: 'cpu' })).name).toBe('cpu');
  const backend = await init({ backend: 'wasm', threads: 2 });
  expect(backend).toMatchObject({ name: 'wasm', threads: 2 });
  backend.dispose();
  const own = createCpuBackend();
  expect(await init({ backend: own })).toBe(own);
});

it('warns and gives the CPU backend where WebAssembly is forbidden', async () => {
  const warn = vi.spyOn(console, 'warn').mockReturnValue();
  vi.spyOn(WebAssembly, 'compile').mockRejectedValue(new WebAssembly.CompileError('refused'));
  expect((await init()).name).toBe('cpu');
  expect(warn).toHaveBeenCalledWith(expect.stringContaining('refused'));
  await expect(init({ backend: 'wasm', threads: 1 })).rejects.toThrow('refused');
});

it('refuses a backend that does not exist', async () => {
  await expect(init({ backend: 'gpu' as 'cpu' })).rejects.toMatchObject({ code: 'backend' });
});

it('moves tensors between two backends that are alive at once', async () => {
  const other = createCpuBackend();
  const here = tensor([
    [1, 2],
    [3, 4],
  ]).transpose();
  const there = await here.to(other);
  expect(there.toArray()).toEqual([
    [1, 3],
    [2, 4],
  ]);
  expect(() => here.add(there)).toThrow(expect.objectContaining({ op: 'add', code: 'backend' }));
});
