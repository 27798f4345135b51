// Threads: the same numbers for any count, no process kept alive, and an error instead of a hang.

import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { valueAndGrad } from '@cambium/autograd';
import { createWasmBackend } from '@cambium/backend-wasm';
import { Conv2d, Linear, Module } from '@cambium/layers';
import { Adam } from '@cambium/optim';
import {
  type Backend,
  crossEntropy,
  flatten,
  maxPool2d,
  normal,
  randomInteger,
  relu,
  scope,
  seed,
  softmax,
  sum,
  type Tensor,
  withBackend,
} from '@cambium/tensor';
import { describe, expect, it } from 'vitest';
import { assets } from '../src/assets/node.ts';
import { create } from '../src/create.ts';
import { defaultTeamSettings, type StartWorker } from '../src/threads/team.ts';

/** Shares whatever can be shared. */
const eager = { ...defaultTeamSettings, leastShared: 1 };

class Net extends Module {
  readonly conv = new Conv2d({ inChannels: 1, outChannels: 6, kernelSize: 5, padding: 'same' });
  readonly fc = new Linear(6 * 14 * 14, 10);

  forward(x: Tensor): Tensor {
    return this.fc.forward(flatten(maxPool2d(relu(this.conv.forward(x)), 2)));
  }
}

/** Weights after two steps of training, and some results of other families. */
function trained(backend: Backend): number[][] {
  return withBackend(backend, () => {
    seed(7);
    return scope(() => {
      const model = new Net();
      const optimizer = new Adam(model);
      const x = normal([17, 28, 28, 1]);
      const y = randomInteger(0, 10, [17]);
      const lossAndGrads = valueAndGrad(model, () => crossEntropy(model.forward(x), y));
      for (let step = 0; step < 2; step++) optimizer.step(lossAndGrads().grads);
      const others = [
        softmax(x.reshape([17, 784])),
        sum(x, [1, 2, 3]),
        x.reshape([17, 784]).transpose().add(1),
      ];
      const results = [...model.parameters().map(({ value }) => value), ...others];
      return results.map((each) => [...(each.dataSync() as Float32Array)]);
    });
  });
}

/** A worker that is ready, and does what its program says with the first part. */
function startingWith(program: string): StartWorker {
  return (assignment, events) => {
    const text = `
      const { parentPort } = require('node:worker_threads');
      parentPort.once('message', ({ memory }) => {
        const words = new Int32Array(memory.buffer, 8192);
        parentPort.postMessage('ready');
        while (Atomics.load(words, 0) === 0) {}
        ${program}
      });`;
    const worker = new Worker(text, { eval: true });
    worker.on('message', () => events.ready());
    worker.on('error', (error) => events.ended(String(error)));
    worker.postMessage(assignment);
    worker.unref();
    return worker;
  };
}

describe('threads', () => {
  it('give the same numbers for any count', async () => {
    const alone = trained(await createWasmBackend({ threads: 1 }));
    for (const threads of [2, 3, 5]) {
      const backend = await create(assets, { threads }, eager);
      expect(backend.threads).toBe(threads);
      expect(trained(backend)).toEqual(alone);
      backend.dispose();
    }
  });

  it('are as many as asked for, and one for each core by default', async () => {
    let started = 0;
    const counting = {
      ...assets,
      workersOf: (): StartWorker => (assignment, events) => {
        started++;
        return assets.workersOf(undefined)(assignment, events);
      },
    };
    (await create(counting, { threads: 4 })).dispose();
    expect(started).toBe(3);
    const backend = await createWasmBackend();
    expect(backend.threads).toBeGreaterThanOrEqual(1);
    backend.dispose();
  });

  it('do not keep a process alive', () => {
    const entry = fileURLToPath(new URL('../dist/index.js', import.meta.url));
    const program = `
      import { createWasmBackend } from ${JSON.stringify(entry)};
      const backend = await createWasmBackend({ threads: 3 });
      console.log(backend.threads);`;
    const { stdout, status } = spawnSync(process.execPath, ['--input-type=module', '-e', program], {
      encoding: 'utf8',
      timeout: 20_000,
    });
    expect({ stdout, status }).toEqual({ stdout: '3\n', status: 0 });
  });

  it('end in an error when one of them blocks, and tensors stay readable', async () => {
    const blocking = { ...assets, workersOf: () => startingWith('Atomics.sub(words, 0, 1); for (;;) {}') };
    const backend = await create(blocking, { threads: 2 }, { ...eager, stall: 200 });
    withBackend(backend, () => {
      const x = normal([4_000_000]);
      const values = x.dataSync().slice(0, 100);
      expect(() => relu(x)).toThrow(expect.objectContaining({ code: 'backend' }));
      expect(() => relu(x)).toThrow('a thread is lost');
      expect(x.dataSync().slice(0, 100)).toEqual(values);
    });
  });

  it('end in an error when one of them fails', async () => {
    const program = `
      Atomics.sub(words, 0, 1);
      const reason = 'out of bounds';
      for (let i = 0; i < reason.length; i++) words[65 + i] = reason.charCodeAt(i);
      words[64] = reason.length;
      Atomics.sub(words, 16, 1);`;
    const backend = await create(
      { ...assets, workersOf: () => startingWith(program) },
      { threads: 2 },
      eager,
    );
    withBackend(backend, () => {
      const x = normal([4_000_000]);
      expect(() => relu(x)).toThrow('a thread is lost (out of bounds)');
    });
  });

  it('end in an error when one of them is gone', async () => {
    const backend = await create(
      { ...assets, workersOf: () => startingWith("throw new Error('gone')") },
      { threads: 2 },
      { ...eager, stall: 200 },
    );
    await withBackend(backend, async () => {
      relu(normal([4_000_000]));
      await new Promise((resolve) => setTimeout(resolve, 300));
    });
    withBackend(backend, () => {
      expect(() => relu(normal([4_000_000]))).toThrow('gone');
    });
  });

  it('that cannot start are an error if asked for, and left out otherwise', async () => {
    const broken = {
      ...assets,
      workersOf: (): StartWorker => (_assignment, events) => {
        queueMicrotask(() => events.ended('not allowed'));
        return { terminate: () => undefined };
      },
    };
    await expect(create(broken, { threads: 2 })).rejects.toThrow('a thread did not start: not allowed');
    expect((await create(broken, { threads: 'auto' })).threads).toBe(1);
  });
});
