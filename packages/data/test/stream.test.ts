// Streams stage by stage: what each does to the samples, and that passes repeat to the same bits.

import { createCpuBackend } from '@cambium/backend-cpu';
import { ArrayDataset, DataLoader, type LoaderState, Stream, WorkerTransform } from '@cambium/data';
import { setBackend } from '@cambium/tensor';
import { beforeAll, describe, expect, it } from 'vitest';
import { counting, epochOf, refusal } from './support.ts';

beforeAll(() => {
  setBackend(createCpuBackend());
});

const numbers = (length: number): Stream<number> => Stream.from(Array.from({ length }, (_, i) => i));

async function listOf<T>(samples: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const sample of samples) list.push(sample);
  return list;
}

const sorted = (list: readonly number[]): number[] => [...list].sort((a, b) => a - b);

describe('Stream.from', () => {
  it('reads iterables of both kinds, and datasets by number', async () => {
    async function* slow(): AsyncGenerator<number> {
      yield 1;
      yield 2;
    }
    expect(await listOf(Stream.from(new Set([1, 2])))).toEqual([1, 2]);
    expect(await listOf(Stream.from({ [Symbol.asyncIterator]: slow }))).toEqual([1, 2]);
    expect(await listOf(Stream.from(counting(2)))).toEqual([{ x: 0 }, { x: 1 }]);
    const rows = await listOf(Stream.from(new ArrayDataset({ x: Int32Array.of(7, 8) })));
    expect(rows.map(({ x }) => x.data[0])).toEqual([7, 8]);
  });

  it('refuses what has no samples', async () => {
    expect((await refusal(() => Stream.from(3 as never))).message).toContain(
      'there are no samples in a number',
    );
  });

  it('refuses a generator that has run before', async () => {
    const once = Stream.from(
      (function* () {
        yield 1;
      })(),
    );
    await listOf(once);
    expect((await refusal(() => listOf(once))).message).toContain('runs only once');
  });
});

describe('stages', () => {
  it.each<[string, Stream<unknown>, unknown[]]>([
    [
      'map',
      numbers(3).map((x, { index, epoch }) => [x * 2, index, epoch]),
      [
        [0, 0, 0],
        [2, 1, 0],
        [4, 2, 0],
      ],
    ],
    ['filter', numbers(5).filter((x) => x % 2 === 1), [1, 3]],
    ['take', numbers(5).take(2), [0, 1]],
    ['take of more than there are', numbers(2).take(9), [0, 1]],
    ['skip', numbers(5).skip(3), [3, 4]],
    ['shard', numbers(7).shard(3, 1), [1, 4]],
    [
      'window',
      numbers(4).window(2),
      [
        [0, 1],
        [1, 2],
        [2, 3],
      ],
    ],
    [
      'window with a stride',
      numbers(5).window(2, { stride: 2 }),
      [
        [0, 1],
        [2, 3],
      ],
    ],
    [
      'window with gaps',
      numbers(8).window(2, { stride: 3 }),
      [
        [0, 1],
        [3, 4],
        [6, 7],
      ],
    ],
    ['concat', numbers(2).concat(numbers(1), numbers(2)), [0, 1, 0, 0, 1]],
    ['repeat', numbers(2).repeat(3), [0, 1, 0, 1, 0, 1]],
    ['repeat without end', numbers(2).repeat().take(5), [0, 1, 0, 1, 0]],
    [
      'zip',
      Stream.zip(numbers(3), numbers(5).skip(1)),
      [
        [0, 1],
        [1, 2],
        [2, 3],
      ],
    ],
    ['prefetch', numbers(4).prefetch(2), [0, 1, 2, 3]],
    ['cache', numbers(3).cache(), [0, 1, 2]],
  ])('%s', async (_, stream, expected) => {
    expect(await listOf(stream)).toEqual(expected);
  });

  it('reads no sample more than it takes, and closes what it reads from', async () => {
    const log: string[] = [];
    const source = {
      *[Symbol.iterator]() {
        try {
          for (let i = 0; ; i++) {
            log.push(`read ${i}`);
            yield i;
          }
        } finally {
          log.push('closed');
        }
      },
    };
    await listOf(
      Stream.zip(
        Stream.from(source)
          .take(2)
          .map((x) => x),
        numbers(9),
      ),
    );
    expect(log).toEqual(['read 0', 'read 1', 'closed']);
  });

  it('gives the parts of a shard every sample once', async () => {
    const parts = await Promise.all([0, 1, 2].map((i) => listOf(numbers(10).shard(3, i))));
    expect(sorted(parts.flat())).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });

  it('reads ahead while the loop is busy', async () => {
    let started = 0;
    const stream = numbers(9).map((x) => {
      started++;
      return x;
    });
    const seen: number[] = [];
    for await (const _ of stream.prefetch(3)) {
      await new Promise((resolve) => setTimeout(resolve, 1));
      seen.push(started);
    }
    expect(seen.slice(0, 4)).toEqual([4, 5, 6, 7]);
  });

  it('reads a cached stream once', async () => {
    let reads = 0;
    const cached = numbers(3)
      .map((x) => {
        reads++;
        return x;
      })
      .cache();
    await listOf(cached.take(2));
    await listOf(cached);
    expect(await listOf(cached)).toEqual([0, 1, 2]);
    // Two for the loop that was left, which filled nothing.
    expect(reads).toBe(5);
  });

  it.each([
    [
      'an error of a stage',
      numbers(3).map((x) => {
        if (x === 1) throw new Error('bad');
        return x;
      }),
    ],
    [
      'with stages behind it',
      numbers(3)
        .map((x) => {
          if (x === 1) throw new Error('bad');
          return x;
        })
        .prefetch(2)
        .window(1)
        .shuffle(2),
    ],
    [
      'side by side',
      Stream.zip(
        numbers(3),
        numbers(3).map(() => Promise.reject(new Error('bad'))),
      ),
    ],
  ])('throws %s', async (_, stream) => {
    await expect(listOf<unknown>(stream)).rejects.toThrow('bad');
  });

  it.each([
    ['take', () => numbers(1).take(-1)],
    ['skip', () => numbers(1).skip(0.5)],
    ['shard', () => numbers(1).shard(0, 0)],
    ['shard', () => numbers(1).shard(2, 2)],
    ['window', () => numbers(1).window(0)],
    ['window', () => numbers(1).window(1, { stride: 0 })],
    ['shuffle', () => numbers(1).shuffle(0)],
    ['repeat', () => numbers(1).repeat(-1)],
    ['prefetch', () => numbers(1).prefetch(-1)],
    ['zip', () => Stream.zip()],
    ['batch', () => Stream.from([{ x: 1 }]).batch(0)],
  ])('refuses numbers that do not fit %s', async (name, act) => {
    expect((await refusal(act)).op).toBe(`Stream.${name}`);
  });

  it('refuses to repeat nothing for ever', async () => {
    expect((await refusal(() => listOf(numbers(0).repeat()))).message).toContain('the stream is empty');
  });
});

describe('shuffle', () => {
  it('gives every sample once, in another order for another epoch or seed, and the same for the same', async () => {
    const stream = numbers(50).shuffle(20);
    const orders = await Promise.all(
      [
        [0, 1],
        [0, 1],
        [1, 1],
        [0, 2],
      ].map(([epoch, seed]) => listOf(stream.epoch(epoch!, seed!))),
    );
    for (const order of orders) expect(sorted(order)).toEqual(await listOf(numbers(50)));
    expect(orders[0]).toEqual(orders[1]);
    expect(new Set(orders.map(String)).size).toBe(3);
  });

  it('moves a sample ahead by less than its buffer', async () => {
    const order = await listOf(numbers(200).shuffle(8));
    for (const [place, sample] of order.entries()) expect(sample - place).toBeLessThanOrEqual(8);
  });

  it('is even: every sample comes first equally often', async () => {
    const counts = [0, 0, 0, 0];
    const stream = numbers(4).shuffle(4);
    for (let seed = 0; seed < 4000; seed++) {
      for await (const first of stream.epoch(0, seed)) {
        counts[first]!++;
        break;
      }
    }
    for (const count of counts) expect(Math.abs(count - 1000)).toBeLessThan(5 * Math.sqrt(750));
  });

  it('differs from stage to stage, from stream to stream and from round to round', async () => {
    const shuffled = numbers(30).shuffle(30);
    const pairs = await listOf(Stream.zip(shuffled, shuffled));
    expect(pairs.every(([a, b]) => a === b)).toBe(false);
    const rounds = await listOf(shuffled.repeat(2));
    expect(rounds.slice(0, 30)).not.toEqual(rounds.slice(30));
    const draws = numbers(1)
      .map((_, { random }) => random.uniform())
      .map((first, { random }) => [first, random.uniform()]);
    const [[first, second]] = (await listOf(draws)) as [number[]];
    expect(first).not.toBe(second);
  });
});

describe('a loader over a stream', () => {
  const transform = new WorkerTransform<{ x: number }>({
    steps: [{ module: new URL('./fixtures/transforms.js', import.meta.url), name: 'plusRandom' }],
  });
  const streams: Readonly<Record<string, () => Stream<{ x: number }>>> = {
    shuffled: () => Stream.from(counting(40)).shuffle(15),
    'with random numbers': () =>
      Stream.from(counting(40)).map(({ x }, { random }) => ({ x: x + random.uniform() })),
    'cached, then shuffled': () =>
      Stream.from(counting(40))
        .map(({ x }, { random }) => ({ x: x + random.uniform() }))
        .cache()
        .shuffle(40),
    repeated: () => Stream.from(counting(15)).shuffle(10).repeat(3).take(40),
    'of several': () =>
      Stream.from(counting(20))
        .shuffle(5)
        .concat(Stream.from(counting(20)).shuffle(5))
        .shuffle(9),
    'side by side': () =>
      Stream.zip(numbers(40).shuffle(9), numbers(40).shuffle(9)).map(([a, b]) => ({ x: a + b / 100 })),
    'read ahead': () => Stream.from(counting(40)).shuffle(9).prefetch(5),
    'in windows': () =>
      numbers(41)
        .shuffle(9)
        .window(2)
        .map(([a, b]) => ({ x: a! - b! })),
    'in parts': () =>
      Stream.from(counting(80))
        .shard(2, 1)
        .shuffle(7)
        .filter(({ x }) => x > 3),
    'mapped in threads': () => Stream.from(counting(40)).shuffle(7).parallelMap(transform, { chunk: 3 }),
  };

  it.each(Object.keys(streams))('resumes in mid-epoch to the same bits (%s)', async (name) => {
    const make = (): DataLoader<{ x: number }> =>
      new DataLoader(streams[name]!(), { batchSize: 4, seed: 3, prefetch: 2 });
    const whole = make();
    const epochs = [await epochOf(whole), await epochOf(whole), await epochOf(whole)];
    expect(epochs[0]).not.toEqual(epochs[1]);

    const interrupted = make();
    await epochOf(interrupted);
    const seen: unknown[] = [];
    for await (const { x } of interrupted) {
      seen.push(x.toArray());
      if (seen.length === 4) break;
    }
    const resumed = make();
    resumed.loadStateDict(JSON.parse(JSON.stringify(interrupted.stateDict())) as LoaderState);
    expect([...seen, ...(await epochOf(resumed))]).toEqual(epochs[1]);
    expect(await epochOf(resumed)).toEqual(epochs[2]);
  });

  it('names the sample and the transform that failed in a thread', async () => {
    const workers = new WorkerTransform<{ x: number }>({
      steps: [{ module: new URL('./fixtures/transforms.js', import.meta.url), name: 'dieAtFive' }],
    });
    const seen: number[] = [];
    const error = await refusal(async () => {
      for await (const { x } of Stream.from(counting(20)).parallelMap(workers, { chunk: 2 })) seen.push(x);
    });
    expect(seen).toEqual([0, 1, 2, 3]);
    expect(error.message).toMatch(
      /^\[Stream\.parallelMap\] sample 5, transform dieAtFive of .* failed: the worker ended/,
    );
    workers.close();
  });
});
