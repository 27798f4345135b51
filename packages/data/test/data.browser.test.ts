// The main entry in a browser: no Node built-ins, and time for timers.

import { createCpuBackend } from '@cambium/backend-cpu';
import { DataLoader, Normalizer, parseCsv } from '@cambium/data';
import { setBackend } from '@cambium/tensor';
import { expect, it } from 'vitest';
import { counting, epochOf } from './support.ts';

it('reads a table, normalises it and loops over it', async () => {
  setBackend(createCpuBackend());
  const { dataset } = parseCsv('a,b\n1,10\n3,30', { label: 'b' });
  const normalizer = Normalizer.fit(dataset.fields.x);
  for await (const { x, y } of new DataLoader(dataset, { batchSize: 2 })) {
    expect([normalizer.transform(x).toArray(), y.toArray()]).toEqual([
      [[-1], [1]],
      [10, 30],
    ]);
  }
});

it('shuffles as it does in Node', async () => {
  setBackend(createCpuBackend());
  expect(await epochOf(new DataLoader(counting(6), { batchSize: 6, shuffle: true, seed: 1 }))).toEqual([
    [2, 3, 1, 0, 5, 4],
  ]);
});

it('lets timers run', async () => {
  setBackend(createCpuBackend());
  let ticks = 0;
  const timer = setInterval(() => ticks++, 5);
  // Until the timer has run some times; if it never does, until the test gives up.
  const giveUp = performance.now() + 4000;
  const endless = {
    *[Symbol.iterator]() {
      while (ticks <= 2 && performance.now() < giveUp) yield { x: 1 };
    },
  };
  for await (const _ of new DataLoader(endless, { batchSize: 10 }));
  clearInterval(timer);
  expect(ticks).toBeGreaterThan(2);
});
