// Threads: the same numbers for any count, no process kept alive, and an error instead of a hang.

import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { grad, valueAndGrad } from '@cambium/autograd';
import { createWasmBackend } from '@cambium/backend-wasm';
import { Conv2d, GRU, Linear, LSTM, Module } from '@cambium/layers';
import { Adam } from '@cambium/optim';
import {
  avgPool2d,
  avgPool3d,
  type Backend,
  batchNormTraining,
  crossEntropy,
  cumsum,
  flatten,
  gather,
  layerNorm,
  matmul,
  maxPool2d,
  maxPool3d,
  mul,
  normal,
  ones,
  randomInteger,
  relu,
  scatterAdd,
  scope,
  seed,
  softmax,
  sort,
  square,
  sum,
  type Tensor,
  takeAlongAxis,
  tensor,
  uniform,
  withBackend,
} from '@cambium/tensor';
import { describe, expect, it } from 'vitest';
import { assets } from '../src/assets/node.ts';
import { create } from '../src/create.ts';
import { controlAt } from '../src/module/first-page.ts';
import { defaultTeamSettings, type StartWorker, Team } from '../src/threads/team.ts';

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
      const rows = x.reshape([17, 784]);
      const volumes = x.reshape([17, 7, 8, 14, 1]);
      const sorted = sort(rows);
      const places = randomInteger(0, 17, [200]);
      const others = [
        softmax(rows),
        sum(x, [1, 2, 3]),
        rows.transpose().add(1),
        cumsum(rows, 1),
        sorted.values,
        takeAlongAxis(rows, sorted.indices, 1),
        gather(rows, places, 1),
        gather(rows, places, 0),
        scatterAdd(rows, sorted.indices, rows, 1),
        avgPool2d(x, 3, { padding: 'same' }),
        maxPool3d(volumes, 2),
        avgPool3d(volumes, 2),
        uniform([1001]),
        ...normalized(normal([9000, 8])),
        ...recurrent(normal([19, 6, 5])),
      ];
      const results = [...model.parameters().map(({ value }) => value), ...others];
      return results.map((each) => [...(each.dataSync() as Float32Array)]);
    });
  });
}

/** Results and gradients of the normalisations, whose sums over many rows are shared in chunks. */
function normalized(x: Tensor): Tensor[] {
  const weights = { scale: normal([8]), shift: normal([8]) };
  const target = normal(x.shape);
  const values = [batchNormTraining(x, weights).output, layerNorm(x, -1, weights)];
  const gradients = grad((inputs: typeof weights & { x: Tensor }) =>
    sum(mul(target, batchNormTraining(inputs.x, inputs).output.add(layerNorm(inputs.x, -1, inputs)))),
  )({ x, ...weights });
  return [...values, ...Object.values(gradients)];
}

/** Outputs and gradients of recurrent layers, whose samples are shared. */
function recurrent(x: Tensor): Tensor[] {
  return [new LSTM({ inputSize: 5, hiddenSize: 9 }), new GRU({ inputSize: 5, hiddenSize: 9 })].flatMap(
    (layer) => {
      const slopes = valueAndGrad(layer, () => sum(square(layer.forward(x).outputs)))();
      return [layer.forward(x).outputs, slopes.value, ...Object.values(slopes.grads)];
    },
  );
}

/** The control word when the first of two parts is taken, and the second is not. */
const oneLeft = 0x20001;

/**
 * A job that two threads share: the worker does what its program says, and the caller waits in its first part until the
 * worker has taken one.
 */
async function jobWith(program: string, stall = 5000): Promise<() => void> {
  const memory = new WebAssembly.Memory({ initial: 1, maximum: 1, shared: true });
  const words = new Int32Array(memory.buffer, controlAt);
  const wait = (): void => {
    while (Atomics.load(words, 0) === oneLeft);
  };
  const team = new Team(2, { wait }, memory, { ...eager, stall });
  await team.start({}, memory, startingWith(program));
  return () => {
    team.share(wait).length();
    team.run(2);
  };
}

/** A worker that is ready, and then runs a program of the test's. */
function startingWith(program: string): StartWorker {
  return (assignment, events) => {
    const text = `
      const { parentPort } = require('node:worker_threads');
      parentPort.once('message', ({ memory }) => {
        const words = new Int32Array(memory.buffer, ${controlAt});
        const take = () => {
          while (Atomics.load(words, 0) !== ${oneLeft}) {}
          Atomics.sub(words, 0, 0x10000);
        };
        parentPort.postMessage('ready');
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

  it('are not disturbed by what the caller does while they compute', async () => {
    const backend = await create(assets, { threads: 3 }, eager);
    withBackend(backend, () => {
      const zeros = new Float32Array(300 * 300);
      const square = ones([300, 300]);
      for (let i = 0; i < 100; i++) {
        scope(() => {
          const product = scope(() => matmul(square.add(1), square));
          // The block that the product's operand had is free, and taken at once.
          tensor(zeros);
          const values = product.dataSync();
          expect(values.every((value) => value === 600)).toBe(true);
        });
      }
    });
    backend.dispose();
  });

  it('end what they have begun before they are disposed of', async () => {
    const backend = await create(assets, { threads: 2 }, eager);
    const product = withBackend(backend, () => matmul(ones([500, 500]), ones([500, 500])));
    backend.dispose();
    expect(product.dataSync().every((value) => value === 500)).toBe(true);
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

  it('end in an error when one of them blocks', async () => {
    const run = await jobWith('take(); for (;;) {}', 200);
    expect(run).toThrow('a thread is lost (no answer for 0.2 seconds)');
    expect(run).toThrow('a thread is lost');
  });

  it('end in an error when one of them fails', async () => {
    const run = await jobWith(`
      take();
      const reason = 'out of bounds';
      for (let i = 0; i < reason.length; i++) words[65 + i] = reason.charCodeAt(i);
      words[64] = reason.length;
      Atomics.sub(words, 16, 1);`);
    expect(run).toThrow('a thread is lost (out of bounds)');
  });

  it('end in an error when one of them is gone', async () => {
    const run = await jobWith("setTimeout(() => { throw new Error('gone'); }, 100)");
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(run).toThrow('a thread is lost (Error: gone)');
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

  it('that never answer at the start are an error, not a hang', async () => {
    let ended = 0;
    const silent = {
      ...assets,
      workersOf: (): StartWorker => () => ({ terminate: () => ended++ }),
    };
    const starting = create(silent, { threads: 3 }, { ...eager, stall: 50 });
    await expect(starting).rejects.toThrow('a thread did not start: no answer for 0.05 seconds');
    expect(ended).toBe(2);
  });
});
