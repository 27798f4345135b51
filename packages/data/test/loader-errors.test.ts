// What fails is named, thrown at its batch, and never hangs a loop.

import { createCpuBackend } from '@cambium/backend-cpu';
import { DataLoader, type Dataset } from '@cambium/data';
import { setBackend, TensorError } from '@cambium/tensor';
import { beforeAll, describe, expect, it } from 'vitest';
import { counting, refusal } from './support.ts';

beforeAll(() => {
  setBackend(createCpuBackend());
});

/** Fails at sample 5. */
const failing = (slow: boolean): Dataset<{ x: number }> => ({
  length: 10,
  get(x) {
    if (x !== 5) return slow ? Promise.resolve({ x }) : { x };
    if (slow) return Promise.reject(new Error('disk on fire'));
    throw new Error('disk on fire');
  },
});

async function countUntilError(loader: DataLoader<{ x: number }>): Promise<[number, TensorError]> {
  let batches = 0;
  const error = await refusal(async () => {
    for await (const _ of loader) batches++;
  });
  return [batches, error];
}

describe('a sample that fails', () => {
  it.each([
    [false, 0],
    [false, 4],
    [true, 0],
    [true, 4],
  ])('is named at its batch (async %s, prefetch %i)', async (slow, prefetch) => {
    const [batches, error] = await countUntilError(new DataLoader(failing(slow), { batchSize: 2, prefetch }));
    expect(batches).toBe(2);
    expect(error.message).toBe('[DataLoader] sample 5 (batch 2 of epoch 0) failed: disk on fire');
    expect((error.cause as Error).message).toBe('disk on fire');
  });

  it('is named when its transform fails', async () => {
    const loader = new DataLoader(counting(4), {
      batchSize: 2,
      transform: (item) => {
        if (item.x === 3) throw new TensorError('crop', 'shape', 'is too small.');
        return item;
      },
    });
    const [batches, error] = await countUntilError(loader);
    expect([batches, error.code, error.message]).toEqual([
      1,
      'shape',
      expect.stringContaining('sample 3 (batch 1 of epoch 0) failed: [crop] is too small.'),
    ]);
  });

  it('is named when its shape differs', async () => {
    const ragged = { length: 4, get: (i: number) => ({ x: i === 3 ? [1, 2] : [1] }) };
    const error = await refusal(async () => {
      for await (const _ of new DataLoader(ragged, { batchSize: 4 }));
    });
    expect(error.message).toContain('field x of sample 3 is [2]');
  });

  it('leaves the position at the batch, so that the loop can be taken up again', async () => {
    let isBroken = true;
    const flaky = {
      length: 4,
      get: (x: number) => {
        if (x === 2 && isBroken) throw new Error('once');
        return { x };
      },
    };
    const loader = new DataLoader(flaky, { batchSize: 1 });
    await countUntilError(loader);
    isBroken = false;
    loader.loadStateDict(loader.stateDict());
    const rest: unknown[] = [];
    for await (const { x } of loader) rest.push(x.toArray());
    expect(rest).toEqual([[2], [3]]);
  });

  it('troubles nobody when its batch is never taken', async () => {
    const unhandled: unknown[] = [];
    const note = (reason: unknown): number => unhandled.push(reason);
    process.on('unhandledRejection', note);
    for await (const _ of new DataLoader(failing(true), { batchSize: 2, prefetch: 4 })) break;
    await new Promise((resolve) => setTimeout(resolve, 20));
    process.off('unhandledRejection', note);
    expect(unhandled).toEqual([]);
  });

  it('troubles nobody when others of its batch fail later', async () => {
    const unhandled: unknown[] = [];
    const note = (reason: unknown): number => unhandled.push(reason);
    process.on('unhandledRejection', note);
    const worse: Dataset<{ x: number }> = {
      length: 3,
      get(x) {
        if (x === 2) throw new Error('at once');
        return new Promise((_, reject) => setTimeout(reject, x, new Error('later')));
      },
    };
    const [, error] = await countUntilError(new DataLoader(worse, { batchSize: 3 }));
    await new Promise((resolve) => setTimeout(resolve, 20));
    process.off('unhandledRejection', note);
    expect(error.message).toContain('sample 2');
    expect(unhandled).toEqual([]);
  });
});

describe('a dataset whose batches do not fit', () => {
  it.each([
    ['no object', null, 'a batch is an object'],
    [
      'an array that is too short',
      { x: { data: new Float32Array(1), shape: [2], dtype: 'float32' } },
      'field x of the batch has 1 elements',
    ],
    ['a failing batch', new Error('gone'), 'reading samples 0, 1 (batch 0 of epoch 0) failed: gone'],
  ])('refuses %s', async (_, batch, words) => {
    const dataset: Dataset<{ x: number }> = {
      length: 2,
      get: (x) => ({ x }),
      getBatch: () => {
        if (batch instanceof Error) throw batch;
        return batch as never;
      },
    };
    const [, error] = await countUntilError(new DataLoader(dataset, { batchSize: 2 }));
    expect(error.message).toContain(words);
  });
});
