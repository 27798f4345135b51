// Workers of a browser: transforms by address, and in a program of one's own.

import { createCpuBackend } from '@cambium/backend-cpu';
import { DataLoader, WorkerTransform } from '@cambium/data';
import { setBackend } from '@cambium/tensor';
import { expect, it } from 'vitest';
import { counting, epochOf, refusal } from './support.ts';

const module = new URL('./fixtures/transforms.js', import.meta.url);

it('transforms in workers that load a module by its address', async () => {
  setBackend(createCpuBackend());
  const workers = new WorkerTransform<{ x: number }>({ steps: [{ module, name: 'double' }] });
  const loader = new DataLoader(counting(5), { batchSize: 2, prefetch: 2, workers });
  expect(await epochOf(loader)).toEqual([[0, 2], [4, 6], [8]]);
  workers.close();
});

it('transforms in workers with a program of their own', async () => {
  setBackend(createCpuBackend());
  const workers = new WorkerTransform<{ x: number }>({
    steps: [{ module: 'own', name: 'triple' }],
    start: () => new Worker(new URL('./fixtures/own-worker.ts', import.meta.url), { type: 'module' }),
  });
  expect(await epochOf(new DataLoader(counting(3), { batchSize: 3, workers }))).toEqual([[0, 3, 6]]);
  workers.close();
});

it('names the sample and the transform that throws', async () => {
  setBackend(createCpuBackend());
  const workers = new WorkerTransform<{ x: number }>({ steps: [{ module, name: 'failAtFive' }] });
  const error = await refusal(() => epochOf(new DataLoader(counting(8), { batchSize: 4, workers })));
  expect(error.message).toBe(
    `[DataLoader] sample 5, transform failAtFive of ${module.href} (batch 1 of epoch 0) failed: disk on fire`,
  );
  workers.close();
});

it('gives up a worker that is silent, and names what it was at', async () => {
  setBackend(createCpuBackend());
  const workers = new WorkerTransform<{ x: number }>({
    steps: [{ module, name: 'spinAtFive' }],
    timeout: 200,
  });
  const error = await refusal(() => epochOf(new DataLoader(counting(8), { batchSize: 4, workers })));
  expect(error.message).toContain('sample 5, transform spinAtFive');
  expect(error.message).toContain('no sign of life');
});

it('says that a worker could not be loaded', async () => {
  setBackend(createCpuBackend());
  const workers = new WorkerTransform<{ x: number }>({
    steps: [{ module: 'own', name: 'triple' }],
    start: () => new Worker(new URL('./fixtures/nothing.js', import.meta.url), { type: 'module' }),
  });
  const error = await refusal(() => epochOf(new DataLoader(counting(2), { batchSize: 2, workers })));
  expect(error.message).toContain('the worker ended: its program could not be loaded');
});
