// Checkpoints: what a resumed run gives, what is refused, and files that are never half-written.

import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createCpuBackend } from '@cambium/backend-cpu';
import { DataLoader } from '@cambium/data';
import { Flatten, Linear, Sequential } from '@cambium/layers';
import { Adam, cosineDecay, SGD } from '@cambium/optim';
import { cast, crossEntropy, oneHot, seed, setBackend } from '@cambium/tensor';
import { mixup } from '@cambium/vision';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  accuracy,
  areaUnderCurve,
  type Callback,
  checkpointing,
  earlyStopping,
  fit,
  restoreCheckpoint,
  saveCheckpoint,
} from '../src/index.ts';
import { writeFileAtomically } from '../src/node.ts';
import { loaderOf, PointNet } from './support.ts';

beforeAll(() => void setBackend(createCpuBackend()));

const setUp = () => {
  const model = new PointNet();
  const optimizer = new Adam(model, { learningRate: cosineDecay({ initial: 0.02, duration: 30 }) });
  return {
    model,
    options: {
      train: loaderOf(100),
      optimizer,
      loss: crossEntropy,
      progress: null,
      metrics: [accuracy(), areaUnderCurve({ classes: 3 })],
      epochs: 4,
    },
  };
};
const bits = (model: Pick<PointNet, 'stateDict'>) =>
  Object.fromEntries(
    Object.entries(model.stateDict()).map(([name, value]) => [name, Array.from(value.dataSync())]),
  );

/** Kills the run after a number of batches, with the checkpoints it had saved until then. */
async function killedRun(batches: number, everyBatches: number): Promise<Uint8Array> {
  const saved: Uint8Array[] = [];
  let seen = 0;
  const killer: Callback = {
    name: 'killer',
    onBatchEnd() {
      if (++seen === batches) throw new Error('killed');
    },
  };
  const { model, options } = setUp();
  const callbacks = [checkpointing({ save: (bytes) => void saved.push(bytes), everyBatches }), killer];
  await expect(fit(model, { ...options, callbacks })).rejects.toThrow('killed');
  return saved.at(-1)!;
}

describe('resuming', () => {
  it.each([
    ['in the middle of the first epoch', 5, 2],
    ['in the middle of a later epoch', 17, 3],
    ['at the end of an epoch', 8, 7],
  ])('ends with the bits of an uninterrupted run when killed %s', async (_where, batches, everyBatches) => {
    const uninterrupted = setUp();
    const history = await fit(uninterrupted.model, uninterrupted.options);
    const resumeFrom = await killedRun(batches, everyBatches);
    const resumed = setUp();
    const resumedHistory = await fit(resumed.model, { ...resumed.options, resumeFrom });
    expect(bits(resumed.model)).toEqual(bits(uninterrupted.model));
    expect(resumedHistory).toEqual(history);
  });

  it('measures on the validation set in the order of an uninterrupted run', async () => {
    const run = async (epochs: number, resumeFrom: Uint8Array | null) => {
      const saved: Uint8Array[] = [];
      const { model, options } = setUp();
      const callbacks = [checkpointing({ save: (bytes) => void saved.push(bytes) })];
      // the order changes the last bits of the sums
      const validation = loaderOf(500, 7);
      const history = await fit(model, { ...options, validation, epochs, callbacks, resumeFrom });
      return { history, latest: saved.at(-1)! };
    };
    const whole = await run(4, null);
    expect((await run(4, (await run(2, null)).latest)).history).toEqual(whole.history);
  });

  it('takes up no loop over the validation set that was given up', async () => {
    const { model, options } = setUp();
    const validation = loaderOf(40, 10);
    for await (const _batch of validation) break;
    const parts = { model, optimizer: options.optimizer, loader: options.train, validation };
    restoreCheckpoint(await saveCheckpoint(parts), parts);
    let batches = 0;
    for await (const _batch of validation) batches++;
    expect(batches).toBe(4);
  });

  it('keeps the best weights of early stopping', async () => {
    const run = async (epochs: number, resumeFrom?: Uint8Array) => {
      const saved: Uint8Array[] = [];
      const { model, options } = setUp();
      const stopping = earlyStopping({ monitor: 'loss', mode: 'max', patience: 50, restoreBest: true });
      const callbacks = [stopping, checkpointing({ save: (bytes) => void saved.push(bytes) })];
      await fit(model, {
        ...options,
        epochs,
        callbacks,
        ...(resumeFrom === undefined ? {} : { resumeFrom }),
      });
      return { model, latest: saved.at(-1)! };
    };
    const whole = await run(4);
    const { latest } = await run(2);
    expect(bits((await run(4, latest)).model)).toEqual(bits(whole.model));
  });

  it('mixes the samples of a batch as an uninterrupted run does', async () => {
    const run = async (epochs: number, resumeFrom: Uint8Array | null) => {
      const saved: Uint8Array[] = [];
      seed(6);
      const model = new Sequential(new Flatten(), new Linear(4, 2));
      const images = Array.from({ length: 12 }, (_, i) => ({
        x: [
          [[i % 2], [Math.sin(i)]],
          [[Math.cos(i)], [1]],
        ],
        y: i % 2,
      }));
      await fit(model, {
        train: new DataLoader(images, { batchSize: 3, seed: 2 }),
        transformBatch: ({ x, y }) => mixup({ x, y: oneHot(cast(y, 'int32'), 2) }),
        optimizer: new SGD(model, { learningRate: 0.1 }),
        callbacks: [checkpointing({ save: (bytes) => void saved.push(bytes), everyBatches: 3 })],
        ...{ loss: crossEntropy, epochs, resumeFrom, progress: null },
      });
      return { saved, weights: bits(model) };
    };
    const whole = await run(2, null);
    // the first epoch leaves one checkpoint after three of its four batches, and one at its end
    const [midEpoch] = (await run(1, null)).saved;
    expect((await run(2, midEpoch!)).weights).toEqual(whole.weights);
  });

  it('does not train on where early stopping had ended the run', async () => {
    const run = async (resumeFrom: Uint8Array | null) => {
      const saved: Uint8Array[] = [];
      const { model, options } = setUp();
      // the loss falls, so that each epoch after the first is worse
      const stopping = earlyStopping({ monitor: 'loss', mode: 'max', patience: 2, restoreBest: true });
      const callbacks = [stopping, checkpointing({ save: (bytes) => void saved.push(bytes) })];
      const history = await fit(model, { ...options, epochs: 9, callbacks, resumeFrom });
      return { history, weights: bits(model), latest: saved.at(-1)! };
    };
    const stopped = await run(null);
    expect(stopped.history.epochs).toHaveLength(3);
    const { history, weights } = await run(stopped.latest);
    expect(history).toEqual(stopped.history);
    expect(weights).toEqual(stopped.weights);
  });
});

describe('restoreCheckpoint', () => {
  it('refuses every truncated file and changes nothing', async () => {
    const { model, options } = setUp();
    const parts = { model, optimizer: options.optimizer, loader: options.train };
    const bytes = await saveCheckpoint(parts);
    const before = bits(model);
    for (const length of [0, 7, 8, 100, bytes.length >> 1, bytes.length - 1]) {
      expect(() => restoreCheckpoint(bytes.subarray(0, length), parts)).toThrow(
        expect.objectContaining({ code: 'format' }),
      );
    }
    expect(bits(model)).toEqual(before);
  });

  it('refuses the checkpoint of another model, optimizer or loader and changes nothing', async () => {
    const { model, options } = setUp();
    const parts = { model, optimizer: options.optimizer, loader: options.train };
    const bytes = await saveCheckpoint(parts);
    const other = new Linear(2, 3);
    const before = Array.from(other.weight.value.dataSync());
    expect(() => restoreCheckpoint(bytes, { ...parts, model: other })).toThrow(
      expect.objectContaining({ code: 'state' }),
    );
    expect(Array.from(other.weight.value.dataSync())).toEqual(before);
    expect(() => restoreCheckpoint(bytes, { ...parts, optimizer: new SGD(model) })).toThrow(
      /steps|slots|optimizer/,
    );
    expect(() => restoreCheckpoint(bytes, { ...parts, loader: loaderOf(64) })).toThrow(
      expect.objectContaining({ code: 'state' }),
    );
    const validated = await saveCheckpoint({ ...parts, validation: loaderOf(32) });
    const position = options.train.stateDict();
    expect(() => restoreCheckpoint(validated, { ...parts, validation: loaderOf(64) })).toThrow(
      expect.objectContaining({ code: 'state' }),
    );
    expect(options.train.stateDict()).toEqual(position);
  });

  it('refuses a plain safetensors file', async () => {
    const { serializeSafetensors } = await import('@cambium/tensor');
    const { model, options } = setUp();
    const parts = { model, optimizer: options.optimizer, loader: options.train };
    const bytes = await serializeSafetensors(model.stateDict());
    expect(() => restoreCheckpoint(bytes, parts)).toThrow(/not a training checkpoint/);
  });
});

describe('earlyStopping', () => {
  it('stops after `patience` epochs without improvement and restores the best weights', async () => {
    const { model, options } = setUp();
    const weights: ReturnType<typeof bits>[] = [];
    const optimizer = new SGD(model, { learningRate: 0.5 });
    const worsen: Callback = {
      name: 'worsen',
      onEpochEnd(_logs, context) {
        weights.push(bits(model));
        if (context.epoch >= 1) optimizer.learningRate.assign(-0.5 as number);
      },
    };
    const callbacks = [worsen, earlyStopping({ patience: 2, restoreBest: true })];
    const history = await fit(model, {
      ...options,
      optimizer,
      callbacks,
      validation: loaderOf(40),
      epochs: 20,
    });
    expect(history.epochs.length).toBeLessThan(20);
    const losses = history.epochs.map((logs) => logs.validationLoss!);
    const best = losses.indexOf(Math.min(...losses));
    expect(history.epochs.length).toBe(best + 3);
    expect(bits(model)).toEqual(weights[best]);
    expect(history.stopReason).toMatch(`epoch ${best + 1}`);
  });

  it('refuses a patience that is none, and says when the value was never a number', async () => {
    expect(() => earlyStopping({ patience: Number.NaN })).toThrow('patience and minDelta are numbers ≥ 0');
    expect(() => earlyStopping({ minDelta: -1 })).toThrow('got 1 and -1');
    const { model, options } = setUp();
    const score = { ...accuracy({ name: 'score' }), result: async () => Number.NaN };
    const callbacks = [earlyStopping({ monitor: 'score', patience: 2 })];
    const history = await fit(model, { ...options, epochs: 5, metrics: [score], callbacks });
    expect([history.epochs.length, history.stopReason]).toEqual([2, 'score was never a number']);
  });

  it('says which values there are when the monitored one is not measured', async () => {
    const { model, options } = setUp();
    const run = fit(model, { ...options, callbacks: [earlyStopping({ monitor: 'validationLos' })] });
    await expect(run).rejects.toThrow(/'validationLos'.*loss, accuracy/);
  });
});

describe('writeFileAtomically', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'cambium-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('replaces the file and leaves nothing else behind', async () => {
    const path = join(folder, 'file');
    await writeFile(path, 'old');
    await writeFileAtomically(path, 'new');
    expect(await readFile(path, 'utf8')).toBe('new');
    expect(await readdir(folder)).toEqual(['file']);
  });

  it('removes what killed processes left, and nothing of those that run', async () => {
    const path = join(folder, 'file');
    const { pid } = spawnSync(process.execPath, ['--version']);
    const alive = `file.${process.ppid}.tmp`;
    for (const name of [`file.${pid}.tmp`, alive, 'file.old.tmp', `other.${pid}.tmp`])
      await writeFile(join(folder, name), 'half');
    await writeFileAtomically(path, 'new');
    expect((await readdir(folder)).sort()).toEqual(['file', alive, 'file.old.tmp', `other.${pid}.tmp`]);
  });

  it('leaves the old file alone when writing fails', async () => {
    const path = join(folder, 'missing', 'file');
    await expect(writeFileAtomically(path, 'new')).rejects.toMatchObject({ code: 'io' });
    expect(await readdir(folder)).toEqual([]);
  });

  it('names the file when something else stands where the temporary one should be', async () => {
    const path = join(folder, 'file');
    await writeFile(path, 'old');
    await mkdir(`${path}.${process.pid}.tmp`);
    await expect(writeFileAtomically(path, 'new')).rejects.toMatchObject({
      code: 'io',
      message: expect.stringContaining(path),
    });
    expect(await readFile(path, 'utf8')).toBe('old');
  });
});
