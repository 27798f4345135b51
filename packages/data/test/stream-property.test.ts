// Whatever stages a stream has: a loader resumes at any position to the same bits, and epochs repeat.

import { createCpuBackend } from '@cambium/backend-cpu';
import { DataLoader, Stream } from '@cambium/data';
import { setBackend } from '@cambium/tensor';
import fc from 'fast-check';
import { beforeAll, expect, it } from 'vitest';
import { counting, epochOf } from './support.ts';

beforeAll(() => {
  setBackend(createCpuBackend());
});

type Samples = Stream<{ x: number }>;

const size = fc.integer({ min: 1, max: 12 });
const stage: fc.Arbitrary<(stream: Samples) => Samples> = fc.oneof(
  size.map((n) => (stream: Samples) => stream.shuffle(n)),
  size.map((n) => (stream: Samples) => stream.prefetch(n)),
  size.map((n) => (stream: Samples) => stream.take(3 * n)),
  size.map((n) => (stream: Samples) => stream.skip(n % 4)),
  size.map((n) => (stream: Samples) => stream.shard(2, n % 2)),
  size.map((n) => (stream: Samples) => stream.window(1 + (n % 3)).map((run) => run[run.length - 1]!)),
  fc.constant((stream: Samples) => stream.filter(({ x }) => Math.floor(x) % 3 !== 0)),
  fc.constant((stream: Samples) => stream.map(({ x }, { random }) => ({ x: x + random.uniform() }))),
  fc.constant((stream: Samples) => stream.cache()),
  fc.constant((stream: Samples) => stream.repeat(2)),
  fc.constant((stream: Samples) => stream.concat(stream.shuffle(4))),
  fc.constant((stream: Samples) => Stream.zip(stream, stream).map(([a, b]) => ({ x: a.x + 100 * b.x }))),
);

it('resumes at any position to the same bits', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(stage, { maxLength: 5 }),
      fc.integer({ min: 0, max: 1000 }),
      fc.nat(),
      fc.integer({ min: 0, max: 2 }),
      async (stages, seed, at, epoch) => {
        const make = (): DataLoader<{ x: number }> => {
          const stream = stages.reduce((built, add) => add(built), Stream.from(counting(20)));
          return new DataLoader(stream, { batchSize: 3, seed, prefetch: 1 });
        };
        const whole = make();
        const epochs: number[][][] = [];
        for (let i = 0; i < 3; i++) epochs.push(await epochOf(whole));
        const batch = at % (epochs[epoch]!.length + 1);
        const resumed = make();
        resumed.loadStateDict({ ...resumed.stateDict(), epoch, batch });
        expect(await epochOf(resumed)).toEqual(epochs[epoch]!.slice(batch));
        if (epoch < 2) expect(await epochOf(resumed)).toEqual(epochs[epoch + 1]);
      },
    ),
    { numRuns: 150, seed: 7 },
  );
}, 60_000);
