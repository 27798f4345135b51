// Who frees what: training loops make no memory calls, and nothing piles up.

import { createCpuBackend } from '@cambium/backend-cpu';
import { ArrayDataset, DataLoader } from '@cambium/data';
import { add, keep, memory, mul, setBackend, type Tensor } from '@cambium/tensor';
import { beforeAll, describe, expect, it } from 'vitest';
import { counting, refusal } from './support.ts';

beforeAll(() => {
  setBackend(createCpuBackend());
});

const images = (samples: number): ArrayDataset<'x' | 'y'> =>
  new ArrayDataset({
    x: { data: new Float32Array(samples * 16), shape: [samples, 4, 4] },
    y: new Int32Array(samples),
  });

describe('a loop without memory calls', () => {
  it('stays flat over 1,000 batches', async () => {
    const before = memory();
    const loader = new DataLoader(images(4000), { batchSize: 4, shuffle: true });
    const readings = new Set<string>();
    for await (const { x } of loader) {
      add(mul(x, 2), 1);
      const { bytes, tensors } = memory();
      readings.add(`${bytes - before.bytes} bytes, ${tensors - before.tensors} tensors`);
    }
    expect(readings.size).toBe(1);
    expect(memory()).toEqual(before);
  });

  it('frees a batch when the next one is taken', async () => {
    const taken: Tensor[] = [];
    for await (const { x } of new DataLoader(counting(3), { batchSize: 1 })) {
      expect(taken.at(-1)?.isDisposed ?? true).toBe(true);
      expect(x.isDisposed).toBe(false);
      taken.push(x, mul(x, 2));
    }
    expect(taken.every((each) => each.isDisposed)).toBe(true);
  });

  it('leaves alone what is kept', async () => {
    const kept: Tensor[] = [];
    for await (const { x } of new DataLoader(counting(3), { batchSize: 1 })) kept.push(keep(x));
    expect(kept.map((x) => x.toArray())).toEqual([[0], [1], [2]]);
    for (const each of kept) each.dispose();
  });

  it('leaves alone what was made before it', async () => {
    const weight = new DataLoader(counting(1), { batchSize: 1 });
    for await (const { x } of weight) {
      for await (const _ of new DataLoader(counting(3), { batchSize: 1 })) mul(x, 3);
      expect(x.toArray()).toEqual([0]);
    }
  });

  it('leaves the last batch to its user when left by break', async () => {
    let last: Tensor | null = null;
    for await (const { x } of new DataLoader(counting(3), { batchSize: 1 })) {
      last = x;
      break;
    }
    expect(last!.toArray()).toEqual([0]);
    last!.dispose();
  });

  it('closes its region when the body throws', async () => {
    const outer = images(2);
    const seen: Tensor[] = [];
    await expect(async () => {
      for await (const { x } of new DataLoader(outer, { batchSize: 1 })) {
        seen.push(x);
        throw new Error('from the body');
      }
    }).rejects.toThrow('from the body');
    const after = mul(seen[0]!, 2);
    for await (const _ of new DataLoader(counting(2), { batchSize: 1 }));
    expect(after.isDisposed).toBe(false);
    after.dispose();
    seen[0]!.dispose();
  });

  it('closes its region when the dataset fails', async () => {
    const failing = {
      length: 2,
      get: (): { x: number } => {
        throw new Error('no');
      },
    };
    await refusal(async () => {
      for await (const _ of new DataLoader(failing, { batchSize: 1 }));
    });
    const before = memory().tensors;
    for await (const _ of new DataLoader(counting(2), { batchSize: 1 }));
    expect(memory().tensors).toBe(before);
  });
});
