import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { createCpuBackend } from '@cambium/backend-cpu';
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { Cell, memory, scope, setBackend, setMemoryWatermark, zeros } from '../src/index.ts';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

beforeAll(() => void setBackend(createCpuBackend()));

/** Lets the collector run and call back; several rounds, as it promises nothing. */
async function untilCollected(isDone: () => boolean): Promise<boolean> {
  for (let round = 0; round < 50 && !isDone(); round++) {
    collect();
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  return isDone();
}

describe('the garbage collector', () => {
  it('frees forgotten tensors and cells that no scope looks after', async () => {
    const before = memory();
    const forget = (): void => {
      for (let i = 0; i < 100; i++) zeros([1000]);
      scope(() => new Cell(zeros([500])));
    };
    forget();
    expect(memory().bytes).toBe(before.bytes + 100 * 4000 + 2000);
    expect(await untilCollected(() => memory().bytes === before.bytes)).toBe(true);
    expect(memory().tensors).toBe(before.tensors);
  });

  it('does not free again what was disposed by hand', async () => {
    const before = memory();
    const kept = zeros([10]);
    const dispose = (): void => {
      for (let i = 0; i < 100; i++) zeros([1000]).dispose();
    };
    dispose();
    await untilCollected(() => memory().tensors !== before.tensors + 1);
    expect(memory().tensors).toBe(before.tensors + 1);
    kept.dispose();
    expect(memory()).toMatchObject({ bytes: before.bytes, tensors: before.tensors });
  });
});

describe('setMemoryWatermark', () => {
  afterEach(() => {
    setMemoryWatermark(2 ** 31);
    vi.restoreAllMocks();
  });

  it('warns once, with the op that holds the most, when live memory passes the mark', () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
    setMemoryWatermark(memory().bytes + 1_000_000);
    scope(() => {
      for (let i = 0; i < 5; i++) zeros([100_000]);
    });
    expect(warn).toHaveBeenCalledTimes(1);
    expect(warn.mock.calls[0]![0]).toMatch(/most of it, \d+ MiB, was made by 'fill'/);
  });
});
