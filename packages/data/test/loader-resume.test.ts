// Where a loader stands: reading it, going back to it, refusing what does not fit.

import { createCpuBackend } from '@cambium/backend-cpu';
import { DataLoader, type LoaderState, WeightedSampler } from '@cambium/data';
import { setBackend } from '@cambium/tensor';
import { beforeAll, describe, expect, it } from 'vitest';
import { counting, epochOf, refusal } from './support.ts';

beforeAll(() => {
  setBackend(createCpuBackend());
});

const make = (seed = 5, samples = 20): DataLoader<{ x: number }> =>
  new DataLoader(counting(samples), { batchSize: 3, shuffle: true, seed, prefetch: 2 });

describe('stateDict', () => {
  it('counts the batches handed out, not those read ahead', async () => {
    const loader = make();
    const batches: number[] = [];
    for await (const _ of loader) batches.push(loader.stateDict().batch);
    expect(batches).toEqual([1, 2, 3, 4, 5, 6, 7]);
  });

  it('stands at the start of the next epoch after a complete loop', async () => {
    const loader = make();
    await epochOf(loader);
    expect(loader.stateDict()).toMatchObject({ epoch: 1, batch: 0, seed: 5, batchSize: 3, samples: 20 });
    expect(loader.epoch).toBe(1);
  });

  it('stays where the loop was left', async () => {
    const loader = make();
    for await (const _ of loader) if (loader.stateDict().batch === 2) break;
    expect(loader.stateDict()).toMatchObject({ epoch: 0, batch: 2 });
  });
});

describe('loadStateDict', () => {
  it.each([0, 1, 4, 7])('continues with exactly the batches left after %i', async (count) => {
    const whole = make();
    await epochOf(whole);
    const expected = [...(await epochOf(whole)), ...(await epochOf(whole))];

    const state = JSON.stringify({ ...make().stateDict(), epoch: 1, batch: count });
    const resumed = make(0);
    resumed.loadStateDict(JSON.parse(state) as LoaderState);
    const rest = await epochOf(resumed);
    expect([...rest, ...(await epochOf(resumed))]).toEqual(expected.slice(count));
    expect(rest).toHaveLength(7 - count);
  });

  it('continues in the same loader after a break', async () => {
    const loader = make();
    const seen: number[] = [];
    for await (const { x } of loader) {
      seen.push(...(x.toArray() as number[]));
      if (seen.length === 9) break;
    }
    loader.loadStateDict(loader.stateDict());
    seen.push(...(await epochOf(loader)).flat());
    expect(seen.sort((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, i) => i));
  });

  it('ends a loop that is under way', async () => {
    const loader = make();
    const error = await refusal(async () => {
      for await (const _ of loader) loader.loadStateDict({ ...loader.stateDict(), batch: 0 });
    });
    expect(error.code).toBe('state');
    expect(loader.stateDict().batch).toBe(0);
  });

  it.each([
    ['another dataset', { samples: 21 }, 'samples was 21 when saved, here it is 20'],
    ['another batch size', { batchSize: 4 }, 'batchSize was 4'],
    ['a negative batch', { batch: -1 }, 'batch is an integer ≥ 0, got -1'],
    ['a batch past the end', { batch: 8 }, 'batch is 8, an epoch has only 7'],
    ['a fractional epoch', { epoch: 0.5 }, 'epoch'],
    ['text as seed', { seed: '1' }, "seed is an integer ≥ 0, got the string '1'"],
    ['a missing epoch', { epoch: undefined }, 'epoch is an integer ≥ 0, got undefined'],
  ])('refuses %s and stays where it is', async (_, change, words) => {
    const loader = make();
    const before = loader.stateDict();
    const error = await refusal(() => loader.loadStateDict({ ...before, ...change } as LoaderState));
    expect([error.code, error.message]).toEqual(['state', expect.stringContaining(words)]);
    expect(loader.stateDict()).toEqual(before);
  });

  it.each([
    ['without shuffling', { batchSize: 3 }],
    ['with another sampler', { batchSize: 3, sampler: new WeightedSampler(new Array(20).fill(1)) }],
    ['with dropLast', { batchSize: 3, shuffle: true, dropLast: true }],
  ])('refuses to go on %s, which would lose samples and repeat others', async (_how, options) => {
    const state = { ...make().stateDict(), epoch: 1, batch: 2 };
    const other = new DataLoader(counting(20), { seed: 9, ...options });
    const { code, message } = await refusal(() => other.loadStateDict(state));
    expect([code, message]).toEqual(['state', expect.stringContaining('in another order when saved')]);
  });

  it('takes states of versions that did not note the order', () => {
    const { order, ...earlier } = make().stateDict();
    expect(order).toBeTypeOf('number');
    make(8).loadStateDict({ ...earlier, batch: 2 });
  });

  it('refuses what is no state', async () => {
    for (const state of [null, 3, 'x', undefined]) {
      expect((await refusal(() => make().loadStateDict(state as never))).code).toBe('state');
    }
  });
});

describe('two loops over one loader', () => {
  it('refuses the older one', async () => {
    const loader = make();
    const error = await refusal(async () => {
      for await (const _ of loader) await epochOf(loader);
    });
    expect(error.message).toContain('one loop at a time');
  });
});
