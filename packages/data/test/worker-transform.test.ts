// Transforms in worker threads: the same batches as in this thread, and errors that say where.

import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { createCpuBackend } from '@cambium/backend-cpu';
import { ArrayDataset, DataLoader, type LoaderState, WorkerTransform } from '@cambium/data';
import { setBackend, type TensorError } from '@cambium/tensor';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { counting, epochOf, refusal } from './support.ts';

beforeAll(() => {
  setBackend(createCpuBackend());
});

const opened: { close(): void }[] = [];
afterEach(() => {
  for (const each of opened.splice(0)) each.close();
});

const module = new URL('./fixtures/transforms.js', import.meta.url);

/** The transforms of the fixture, in threads. */
function inThreads<Sample extends object = { x: number }>(
  names: readonly string[],
  options: { threads?: number; timeout?: number } = {},
): WorkerTransform<{ x: number }, Sample> {
  const workers = new WorkerTransform<{ x: number }, Sample>({
    steps: names.map((name) => ({ module, name })),
    ...options,
  });
  opened.push(workers);
  return workers;
}

describe('a loader with transforms in threads', () => {
  it.each([1, 3])('makes the batches that it makes in its own thread, with %i threads', async (threads) => {
    const options = { batchSize: 3, shuffle: true, seed: 4, prefetch: 3 } as const;
    const here = new DataLoader(counting(20), {
      ...options,
      transform: ({ x }, { random }) => ({ x: x + random.uniform() }),
    });
    const there = new DataLoader(counting(20), {
      ...options,
      workers: inThreads(['plusRandom'], { threads }),
    });
    for (let epoch = 0; epoch < 2; epoch++) expect(await epochOf(there)).toEqual(await epochOf(here));
  });

  it('applies several transforms in their order, each with random numbers of its own', async () => {
    const loader = (names: string[]): DataLoader<{ x: number }> =>
      new DataLoader(counting(4), { batchSize: 4, seed: 1, workers: inThreads(names) });
    const once = (await epochOf(loader(['plusRandom'])))[0]!.map((x, i) => x - i);
    const doubled = (await epochOf(loader(['plusRandom', 'double'])))[0]!.map((x, i) => x / 2 - i);
    const twice = (await epochOf(loader(['plusRandom', 'plusRandom'])))[0]!.map((x, i) => x - i - once[i]!);
    for (const [i, draw] of once.entries()) expect(doubled[i]).toBeCloseTo(draw, 5);
    expect(twice.every((draw, i) => draw >= 0 && draw < 1 && Math.abs(draw - once[i]!) > 1e-3)).toBe(true);
  });

  it.each([0, 1, 4])('resumes with exactly the batches left after %i', async (batch) => {
    const make = (): DataLoader<{ x: number }> =>
      new DataLoader(counting(14), {
        ...{ batchSize: 3, shuffle: true, seed: 2, prefetch: 2 },
        workers: inThreads(['plusRandom', 'plusRandom']),
      });
    const whole = await epochOf(make());
    const resumed = make();
    resumed.loadStateDict(JSON.parse(JSON.stringify({ ...resumed.stateDict(), batch })) as LoaderState);
    expect(await epochOf(resumed)).toEqual(whole.slice(batch));
  });

  it('sends rows of an ArrayDataset without the rest of it, and leaves the dataset whole', async () => {
    const dataset = new ArrayDataset({
      x: { data: Float32Array.from({ length: 600 }, (_, i) => i), shape: [300, 2] },
    });
    const workers = new WorkerTransform<object, { x: number; size: number }>({
      steps: [{ module, name: 'rowSum' }],
    });
    opened.push(workers);
    const loader = new DataLoader(dataset, { batchSize: 3, workers });
    for await (const { x, size } of loader) {
      expect([x.toArray(), size.toArray()]).toEqual([
        [1, 5, 9],
        [24, 24, 24],
      ]);
      break;
    }
    expect(dataset.fields.x.data[599]).toBe(599);
  });

  it('sends views of larger arrays without the rest of them', async () => {
    const all = Float32Array.from({ length: 600 }, (_, i) => i);
    const views = {
      length: 2,
      get: (i: number) => ({ x: { data: all.subarray(3 * i, 3 * i + 3), shape: [3] } }),
    };
    const workers = new WorkerTransform<object, { x: number; size: number }>({
      steps: [{ module, name: 'rowSum' }],
    });
    opened.push(workers);
    for await (const { x, size } of new DataLoader(views, { batchSize: 2, workers })) {
      expect([x.toArray(), size.toArray()]).toEqual([
        [3, 12],
        [12, 12],
      ]);
    }
    expect(all).toHaveLength(600);
  });

  it('leaves a collate function in its own thread', async () => {
    const loader = new DataLoader(counting(4), {
      batchSize: 2,
      workers: inThreads(['double']),
      collate: (samples: readonly { x: number }[]) => ({
        x: { data: Float32Array.of(samples[0]!.x + samples[1]!.x), shape: [1], dtype: 'float32' },
      }),
    });
    expect(await epochOf(loader)).toEqual([[2], [10]]);
  });

  it('takes the samples of an iterable', async () => {
    const numbers = {
      *[Symbol.iterator]() {
        for (let x = 0; x < 5; x++) yield { x };
      },
    };
    const loader = new DataLoader(numbers, { batchSize: 2, prefetch: 2, workers: inThreads(['double']) });
    expect(await epochOf(loader)).toEqual([[0, 2], [4, 6], [8]]);
  });

  it('works side by side', async () => {
    const time = async (threads: number): Promise<number> => {
      const workers = inThreads(['slowly'], { threads });
      const loader = new DataLoader(counting(16), { batchSize: 2, prefetch: 8, workers });
      await epochOf(loader);
      const start = performance.now();
      await epochOf(loader);
      return performance.now() - start;
    };
    const alone = await time(1);
    expect(alone).toBeGreaterThan(300);
    expect(await time(4)).toBeLessThan(0.6 * alone);
  });
});

/** Batches before the error of a loop over ten samples, and the error. */
async function countUntilError(
  workers: WorkerTransform<{ x: number }>,
  prefetch = 3,
): Promise<[number, TensorError]> {
  let batches = 0;
  const error = await refusal(async () => {
    for await (const _ of new DataLoader(counting(10), { batchSize: 2, prefetch, workers })) batches++;
  });
  return [batches, error];
}

describe('a transform that fails in a thread', () => {
  it.each([
    ['throws', 'failAtFive', 'disk on fire'],
    ['ends its worker', 'dieAtFive', 'the worker ended: it exited with code 3'],
    ['crashes its worker', 'crashAtFive', 'the worker ended: thrown by nobody in particular'],
  ])('names the sample and the transform when it %s', async (_, name, reason) => {
    const [batches, error] = await countUntilError(inThreads(['slowly', name]));
    expect(batches).toBe(2);
    expect(error.message).toBe(
      `[DataLoader] sample 5, transform ${name} of ${module.href} (batch 2 of epoch 0) failed: ${reason}`,
    );
  });

  it.each(['hangAtFive', 'spinAtFive'])('is given up when it is silent (%s)', async (name) => {
    const [batches, error] = await countUntilError(inThreads([name], { timeout: 200 }));
    expect(batches).toBe(2);
    expect(error.message).toContain(`sample 5, transform ${name}`);
    expect(error.message).toContain('no sign of life for 0.2 s');
  });

  it('tells what waited behind it from what was at fault', async () => {
    const workers = inThreads(['dieAtFive'], { threads: 1 });
    const ask = (x: number): Promise<unknown> =>
      workers.samples({ samples: { items: [{ x }] }, indices: Int32Array.of(x), epoch: 0, seed: 0 });
    const results = await Promise.allSettled([ask(4), ask(5), ask(6)]);
    expect(results[0]).toEqual({ status: 'fulfilled', value: [{ x: 4 }] });
    expect(results[1]).toMatchObject({
      reason: { what: expect.stringContaining('sample 5, transform dieAtFive') },
    });
    expect(results[2]).toMatchObject({ reason: { what: 'samples 6, which waited for a worker,' } });
    // And a new worker goes on.
    expect(await ask(6)).toEqual([{ x: 6 }]);
  });

  it('carries the stack that leads to the line', async () => {
    const [, error] = await countUntilError(inThreads(['failAtFive']));
    expect((error.cause as Error).stack).toContain('fixtures/transforms.js');
  });

  it('names the sample whose shape differs', async () => {
    const [, error] = await countUntilError(inThreads(['raggedAtFive']));
    expect([error.code, error.message]).toEqual([
      'shape',
      expect.stringContaining(
        'putting samples together (batch 2 of epoch 0) failed: [collate] field x of sample 5',
      ),
    ]);
  });

  it.each([
    [
      'a module that is not there',
      new URL('./fixtures/nothing.js', import.meta.url),
      'flip',
      'Cannot find module',
    ],
    ['a name that is not exported', module, 'flip', 'no function of this name; the module exports'],
    ['an export that is no function', module, 'notAFunction', 'no function of this name'],
  ])('names %s', async (_, address, name, reason) => {
    const workers = new WorkerTransform<{ x: number }>({ steps: [{ module: address, name }] });
    opened.push(workers);
    const [batches, error] = await countUntilError(workers);
    expect(batches).toBe(0);
    expect(error.message).toContain(
      `loading transform ${name} of ${address.href} (batch 0 of epoch 0) failed`,
    );
    expect(error.message).toContain(reason);
  });

  it('names the samples that cannot be sent', async () => {
    const dataset = { length: 2, get: (x: number) => ({ x, f: () => x }) };
    const error = await refusal(async () => {
      for await (const _ of new DataLoader(dataset, {
        batchSize: 2,
        workers: inThreads(['double']) as never,
      }));
    });
    expect(error.message).toContain('sending samples 0, 1 to a worker (batch 0 of epoch 0) failed');
    expect(error.message).toContain('could not be cloned');
  });

  it('loses nothing: the loop can be taken up again with new workers', async () => {
    let isDeadly = true;
    const dataset = { length: 10, get: (i: number) => ({ x: i === 5 && !isDeadly ? 50 : i }) };
    const loader = new DataLoader(dataset, {
      batchSize: 2,
      prefetch: 3,
      workers: inThreads(['dieAtFive']),
    });
    const seen: number[][] = [];
    await refusal(async () => {
      for await (const { x } of loader) seen.push(x.toArray() as number[]);
    });
    isDeadly = false;
    loader.loadStateDict(loader.stateDict());
    seen.push(...(await epochOf(loader)));
    expect(seen).toEqual([
      [0, 1],
      [2, 3],
      [4, 50],
      [6, 7],
      [8, 9],
    ]);
  });

  it('cannot stand beside a transform in this thread', async () => {
    const options = {
      batchSize: 1,
      transform: (item: { x: number }) => item,
      workers: inThreads(['double']),
    };
    const error = await refusal(() => new DataLoader(counting(2), options));
    expect(error.message).toContain('takes transform or workers, not both');
  });

  it('refuses work after it was closed, and fails what it was at', async () => {
    const workers = inThreads(['slowly']);
    const [batches, error] = await Promise.all([
      countUntilError(workers),
      new Promise((resolve) => setTimeout(resolve, 10)).then(() => workers.close()),
    ]).then(([result]) => result);
    expect(batches).toBe(0);
    expect(error.message).toContain('the WorkerTransform was closed');
    expect((await countUntilError(workers))[1].message).toContain('has been closed. Make a new one');
  });
});

describe('WorkerTransform', () => {
  it.each([
    ['no threads', { threads: 0 }, 'threads is an integer ≥ 1'],
    ['half a thread', { threads: 0.5 }, 'threads is an integer ≥ 0, got 0.5'],
    ['no steps', { steps: [] }, 'there are no steps'],
    ['a function', { steps: [() => 1] }, 'step 0 is the address of a module and the name of its export'],
    ['a timeout of zero', { timeout: 0 }, 'timeout is a number of milliseconds from 1'],
    ['a timeout without end', { timeout: Infinity }, 'got Infinity'],
  ])('refuses %s', async (_, options, words) => {
    const steps = [{ module, name: 'double' }];
    const error = await refusal(() => new WorkerTransform({ steps, ...options } as never));
    expect([error.code, error.message]).toEqual(['value', expect.stringContaining(words)]);
  });

  it('lets the process end, with idle workers and none closed', async () => {
    const program = `
      import { WorkerTransform } from '@cambium/data';
      const step = { module: 'data:text/javascript,export const double = ({ x }) => ({ x: 2 * x })', name: 'double' };
      const workers = new WorkerTransform({ steps: [step] });
      const input = { samples: { items: [{ x: 1 }, { x: 2 }] }, indices: Int32Array.of(0, 1), epoch: 0, seed: 0 };
      console.log(JSON.stringify(await workers.samples(input)));`;
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ['--input-type=module', '--eval', program],
      {
        cwd: new URL('.', import.meta.url),
        timeout: 15_000,
      },
    );
    expect(stdout).toBe('[{"x":2},{"x":4}]\n');
  });
});
