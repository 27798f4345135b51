import { expect, it } from 'vitest';
import { createCpuBackend, getBackend, init, tensor } from '../src/index.ts';

it('works at once on the CPU backend', () => {
  expect(tensor([1, 2]).add(1).toArray()).toEqual([2, 3]);
  expect(getBackend().name).toBe('cpu');
});

it('brings up a backend by name and makes it current', async () => {
  const backend = await init({ backend: 'cpu' });
  expect(getBackend()).toBe(backend);
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
