// Datasets without numbers: streams of samples.

import { createCpuBackend } from '@cambium/backend-cpu';
import { DataLoader, type IterableDataset } from '@cambium/data';
import { setBackend } from '@cambium/tensor';
import { beforeAll, describe, expect, it } from 'vitest';
import { epochOf, refusal } from './support.ts';

beforeAll(() => {
  setBackend(createCpuBackend());
});

function stream(length: number, log: string[] = []): IterableDataset<{ x: number }> {
  return {
    async *[Symbol.asyncIterator]() {
      try {
        for (let x = 0; x < length; x++) yield { x };
        log.push('end');
      } finally {
        log.push('closed');
      }
    },
  };
}

describe('a loader over an iterable', () => {
  it('hands out batches until the end, epoch after epoch', async () => {
    const loader = new DataLoader(stream(5), { batchSize: 2, prefetch: 3 });
    expect([await epochOf(loader), await epochOf(loader)]).toEqual([
      [[0, 1], [2, 3], [4]],
      [[0, 1], [2, 3], [4]],
    ]);
    expect([loader.length, loader.samples, loader.epoch]).toEqual([Number.POSITIVE_INFINITY, null, 2]);
  });

  it('takes a synchronous iterable', async () => {
    expect(await epochOf(new DataLoader(new Set([{ x: 1 }, { x: 2 }]), { batchSize: 2 }))).toEqual([[1, 2]]);
  });

  it('drops a short last batch', async () => {
    expect(await epochOf(new DataLoader(stream(5), { batchSize: 2, dropLast: true }))).toEqual([
      [0, 1],
      [2, 3],
    ]);
  });

  it('has nothing to hand out when the iterable is empty', async () => {
    expect(await epochOf(new DataLoader(stream(0), { batchSize: 2 }))).toEqual([]);
  });

  it('transforms samples with their number', async () => {
    const loader = new DataLoader(stream(3), {
      batchSize: 3,
      transform: async ({ x }, { index }) => ({ x: x + 10 * index }),
    });
    expect(await epochOf(loader)).toEqual([[0, 11, 22]]);
  });

  it('resumes by passing over what was handed out', async () => {
    const loader = new DataLoader(stream(7), { batchSize: 2 });
    loader.loadStateDict({ ...loader.stateDict(), batch: 2 });
    expect(await epochOf(loader)).toEqual([[4, 5], [6]]);
  });

  it('closes the iterable when the loop is left', async () => {
    const log: string[] = [];
    for await (const _ of new DataLoader(stream(100, log), { batchSize: 2 })) break;
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(log).toEqual(['closed']);
  });

  it('throws an error of the iterable at its batch, and ends', async () => {
    const failing: IterableDataset<{ x: number }> = {
      *[Symbol.iterator]() {
        yield { x: 0 };
        yield { x: 1 };
        throw new Error('line is cut');
      },
    };
    let batches = 0;
    const error = await refusal(async () => {
      for await (const _ of new DataLoader(failing, { batchSize: 1, prefetch: 5 })) batches++;
    });
    expect([batches, error.message]).toEqual([
      2,
      '[DataLoader] sample 2 (batch 2 of epoch 0) failed: line is cut',
    ]);
  });

  it('refuses a second epoch of a generator', async () => {
    function* once(): Generator<{ x: number }> {
      yield { x: 1 };
    }
    const loader = new DataLoader(once(), { batchSize: 1 });
    await epochOf(loader);
    expect((await refusal(() => epochOf(loader))).message).toContain('runs only once');
  });

  it('refuses shuffle', async () => {
    expect(
      (await refusal(() => new DataLoader(stream(2), { batchSize: 1, shuffle: true }))).message,
    ).toContain('has its own order');
  });
});
