// What the loader hands out: contents, order, ends, transforms.

import { createCpuBackend } from '@cambium/backend-cpu';
import { ArrayDataset, DataLoader, type Dataset, type IterableDataset, Subset } from '@cambium/data';
import { setBackend } from '@cambium/tensor';
import { beforeAll, describe, expect, it } from 'vitest';
import { counting, epochOf, refusal } from './support.ts';

beforeAll(() => {
  setBackend(createCpuBackend());
});

describe('a loop over the loader', () => {
  it('hands out every sample in batches, the last one shorter', async () => {
    const loader = new DataLoader(counting(5), { batchSize: 2 });
    expect(await epochOf(loader)).toEqual([[0, 1], [2, 3], [4]]);
    expect(loader.length).toBe(3);
  });

  it('leaves a short last batch out with dropLast', async () => {
    const loader = new DataLoader(counting(5), { batchSize: 2, dropLast: true });
    expect(await epochOf(loader)).toEqual([
      [0, 1],
      [2, 3],
    ]);
    expect(loader.length).toBe(2);
  });

  it('keeps shapes, dtypes and the pairing of fields', async () => {
    const dataset = new ArrayDataset({
      x: { data: Uint8Array.from({ length: 24 }, (_, i) => i), shape: [6, 2, 2, 1] },
      y: Int32Array.of(0, 1, 2, 3, 4, 5),
    });
    for await (const { x, y } of new DataLoader(dataset, { batchSize: 4, shuffle: true })) {
      expect([x.dtype, y.dtype, x.shape.slice(1)]).toEqual(['uint8', 'int32', [2, 2, 1]]);
      expect([...x.dataSync()].filter((_, i) => i % 4 === 0)).toEqual(
        [...y.dataSync()].map((label) => label * 4),
      );
    }
  });

  it('gives the same batches by getBatch and by get', async () => {
    const dataset = new ArrayDataset({ x: Float32Array.from({ length: 10 }, (_, i) => i) });
    const slowly: Dataset<{ x: number }> = { length: 10, get: async (i) => ({ x: i }) };
    const options = { batchSize: 3, shuffle: true, seed: 4 };
    expect(await epochOf(new DataLoader(dataset, options))).toEqual(
      await epochOf(new DataLoader(slowly, options)),
    );
  });

  it('loops over a subset and over an array of samples', async () => {
    expect(await epochOf(new DataLoader(new Subset(counting(9), [8, 2]), { batchSize: 2 }))).toEqual([
      [8, 2],
    ]);
    expect(
      await epochOf(new DataLoader([{ x: 1 }, { x: 2 }], { batchSize: 2, shuffle: true, seed: 1 })),
    ).toHaveLength(1);
  });

  it('takes the order from a sampler', async () => {
    const loader = new DataLoader(counting(4), {
      batchSize: 3,
      sampler: { length: 4, order: (epoch) => Int32Array.of(3, 3, 1, epoch) },
    });
    expect([await epochOf(loader), await epochOf(loader)]).toEqual([
      [[3, 3, 1], [0]],
      [[3, 3, 1], [1]],
    ]);
  });

  it.each([0, 1, 3, 50])('hands out the same with %i batches read ahead', async (prefetch) => {
    const loader = new DataLoader(counting(20), { batchSize: 3, shuffle: true, seed: 2, prefetch });
    expect(await epochOf(loader)).toEqual(
      await epochOf(new DataLoader(counting(20), { batchSize: 3, shuffle: true, seed: 2 })),
    );
  });

  it('reads the next batch while the body runs', async () => {
    const read: number[] = [];
    const dataset: Dataset<{ x: number }> = {
      length: 6,
      get: async (x) => {
        read.push(x);
        return { x };
      },
    };
    for await (const { x } of new DataLoader(dataset, { batchSize: 2, prefetch: 1 })) {
      expect(x.shape).toEqual([2]);
      expect(read).toEqual([0, 1, 2, 3]);
      break;
    }
  });

  it('lets timers run', async () => {
    let ticks = 0;
    const timer = setInterval(() => ticks++, 1);
    const until = performance.now() + 400;
    const endless: IterableDataset<{ x: number }> = {
      *[Symbol.iterator]() {
        while (performance.now() < until) yield { x: 1 };
      },
    };
    for await (const _ of new DataLoader(endless, { batchSize: 1 }));
    clearInterval(timer);
    expect(ticks).toBeGreaterThan(2);
  });
});

describe('shuffling', () => {
  const run = async (seed: number): Promise<number[][]> => {
    const loader = new DataLoader(counting(30), { batchSize: 30, shuffle: true, seed });
    return [...(await epochOf(loader)), ...(await epochOf(loader))];
  };

  it('is a function of the seed', async () => {
    expect(await run(1)).toEqual(await run(1));
    expect(await run(1)).not.toEqual(await run(2));
  });

  it('differs from epoch to epoch', async () => {
    const [first, second] = await run(1);
    expect(first).not.toEqual(second);
    expect(new Set(first)).toEqual(new Set(second));
  });

  it('goes on to the next epoch after a loop that was left', async () => {
    const loader = new DataLoader(counting(30), { batchSize: 15, shuffle: true, seed: 1 });
    for await (const _ of loader) break;
    expect((await epochOf(loader)).flat()).toEqual((await run(1))[1]);
  });
});

describe('transform and collate', () => {
  it('changes each sample', async () => {
    const loader = new DataLoader(counting(3), {
      batchSize: 3,
      transform: async ({ x }) => ({ z: [x, -x] }),
    });
    for await (const { z } of loader)
      expect(z.toArray()).toEqual([
        [0, -0],
        [1, -1],
        [2, -2],
      ]);
  });

  it('draws its random numbers by seed, epoch and sample, not by order of work', async () => {
    const noise = async (options: {
      shuffle: boolean;
      batchSize: number;
    }): Promise<Map<number, number>[]> => {
      const loader = new DataLoader(counting(8), {
        ...options,
        seed: 3,
        transform: ({ x }, { random, index }) => ({
          x,
          noise: { data: [index, random.uniform()], dtype: 'float64' as const },
        }),
      });
      const epochs: Map<number, number>[] = [];
      for (let epoch = 0; epoch < 2; epoch++) {
        const found = new Map<number, number>();
        for await (const batch of loader) {
          for (const [index, value] of batch.noise.toArray() as [number, number][]) found.set(index, value);
        }
        epochs.push(new Map([...found].sort(([a], [b]) => a - b)));
      }
      return epochs;
    };
    const inOrder = await noise({ shuffle: false, batchSize: 3 });
    expect(await noise({ shuffle: true, batchSize: 4 })).toEqual(inOrder);
    expect(inOrder[0]).not.toEqual(inOrder[1]);
  });

  it('takes batches from a collate function', async () => {
    const loader = new DataLoader(counting(4), {
      batchSize: 4,
      collate: (samples) => ({
        total: {
          data: Float32Array.of(samples.reduce((sum, { x }) => sum + x, 0)),
          shape: [1],
          dtype: 'float32',
        },
      }),
    });
    for await (const { total } of loader) expect(total.toArray()).toEqual([6]);
  });
});

describe('options', () => {
  const make = (options: object, dataset: object = counting(10)): Promise<Error> =>
    refusal(() => new DataLoader(dataset as Dataset<{ x: number }>, { batchSize: 2, ...options }));

  it.each([
    ['batchSize 0', { batchSize: 0 }, 'batchSize is an integer ≥ 1, got 0'],
    ['batchSize NaN', { batchSize: Number.NaN }, 'batchSize'],
    ['a fractional batchSize', { batchSize: 1.5 }, 'batchSize'],
    ['no batchSize', { batchSize: undefined }, 'batchSize'],
    ['a negative seed', { seed: -1 }, 'seed'],
    ['a negative prefetch', { prefetch: -1 }, 'prefetch'],
    [
      'shuffle beside a sampler',
      { shuffle: true, sampler: { length: 1, order: () => Int32Array.of(0) } },
      'not both',
    ],
    [
      'dropLast without a full batch',
      { batchSize: 11, dropLast: true },
      'dropLast leaves none of 10 samples',
    ],
  ])('refuses %s', async (_, options, words) => {
    expect((await make(options)).message).toContain(words);
  });

  it('refuses what is no dataset, and one without samples', async () => {
    expect((await make({}, {})).message).toContain('length and get(i)');
    expect((await refusal(() => new DataLoader(null as never, { batchSize: 1 }))).message).toContain(
      'length and get(i)',
    );
    expect((await refusal(() => new DataLoader(counting(2), undefined as never))).message).toContain(
      'batchSize',
    );
    expect((await make({}, counting(0))).message).toContain('it has no samples');
  });

  it('refuses samples of a sampler that are not there', async () => {
    const loader = new DataLoader(counting(3), {
      batchSize: 1,
      sampler: { length: 1, order: () => Int32Array.of(3) },
    });
    expect((await refusal(() => epochOf(loader))).code).toBe('index');
  });
});
