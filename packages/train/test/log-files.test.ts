// Logs and checkpoints in files: what is in them, after a run, a kill and a resume.

import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createCpuBackend } from '@cambium/backend-cpu';
import { parseCsv } from '@cambium/data';
import { Adam } from '@cambium/optim';
import { crossEntropy, parseSafetensors, setBackend } from '@cambium/tensor';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { accuracy, type Callback, type FitOptions, fit, recall } from '../src/index.ts';
import { checkpointFiles, csvLog, jsonLinesLog, readCheckpoint } from '../src/node.ts';
import { loaderOf, PointNet } from './support.ts';

setBackend(createCpuBackend());

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cambium-'));
});
afterEach(() => rm(folder, { recursive: true }));

async function run(callbacks: Callback[], options: Partial<FitOptions> = {}) {
  const model = new PointNet();
  const history = await fit(model, {
    train: loaderOf(64),
    validation: loaderOf(32),
    loss: crossEntropy,
    optimizer: new Adam(model, { learningRate: 0.02 }),
    epochs: 4,
    progress: null,
    callbacks,
    ...options,
  });
  return { history, weights: Array.from(model.hidden.weight.value.dataSync()) };
}

/** Dies at a batch, counted over epochs. */
function killer(batch: number): Callback {
  let seen = 0;
  return {
    name: 'killer',
    onBatchEnd() {
      if (++seen === batch) throw new Error('killed');
    },
  };
}

describe('csvLog', () => {
  const path = () => join(folder, 'runs', 'history.csv');

  it('writes a table of all epochs that a reader of tables takes', async () => {
    const metrics = [accuracy(), recall({ classes: ['a', 'b "x", c', 'd'], average: 'none' })];
    const { history } = await run([csvLog(path())], { metrics });
    const { dataset, columns } = parseCsv(await readFile(path(), 'utf8'));
    expect(columns).toEqual(['epoch', ...Object.keys(history.epochs[0]!)]);
    const rows = history.epochs.map((logs, i) => [i + 1, ...Object.values(logs)]);
    expect(Array.from(dataset.fields.x.data)).toEqual(rows.flat().map(Math.fround));
  });

  it('is the same table after a kill and a resume', async () => {
    await run([csvLog(path())]);
    const whole = await readFile(path(), 'utf8');
    const saving = checkpointFiles(folder);
    await expect(run([csvLog(path()), killer(11), saving])).rejects.toThrow('killed');
    expect(whole.startsWith(await readFile(path(), 'utf8'))).toBe(true);
    await writeFile(path(), 'half a tab');
    await run([csvLog(path()), saving], { resumeFrom: await readCheckpoint(folder) });
    expect(await readFile(path(), 'utf8')).toBe(whole);
  });

  it('names the file that it cannot write', async () => {
    await writeFile(join(folder, 'file'), '');
    const blocked = join(folder, 'file', 'history.csv');
    await expect(run([csvLog(blocked)])).rejects.toMatchObject({
      code: 'io',
      message: expect.stringContaining(blocked),
    });
  });
});

describe('jsonLinesLog', () => {
  const path = () => join(folder, 'log.jsonl');
  const lines = async () =>
    (await readFile(path(), 'utf8'))
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);

  it('writes a line an epoch, and one every few batches', async () => {
    const { history } = await run([jsonLinesLog(path(), { everyBatches: 2 })]);
    const read = await lines();
    expect(read.map(({ epoch, batch }) => [epoch, batch]).slice(0, 4)).toEqual([
      [1, 2],
      [1, 4],
      [1, undefined],
      [2, 2],
    ]);
    const ofEpochs = read.filter(({ batch }) => batch === undefined);
    expect(ofEpochs).toEqual(history.epochs.map((logs, i) => ({ epoch: i + 1, ...logs })));
  });

  it.each([6, 7, 8, 9, 13])(
    'is the same after a kill in batch %i, a line cut off, and a resume',
    async (batch) => {
      const log = () => jsonLinesLog(path(), { everyBatches: 1 });
      const saving = () => checkpointFiles(folder, { everyBatches: 3 });
      await run([log(), saving()]);
      const whole = await readFile(path(), 'utf8');
      await expect(run([log(), killer(batch), saving()])).rejects.toThrow('killed');
      const left = await readFile(path(), 'utf8');
      expect(left.split('\n').length).toBeGreaterThan(batch);
      await writeFile(path(), `${left}{"epoch":3,"ba`);
      await run([log(), saving()], { resumeFrom: await readCheckpoint(folder) });
      expect(await readFile(path(), 'utf8')).toBe(whole);
    },
  );

  it('replaces the file of an earlier run, and writes null for what is no number', async () => {
    await writeFile(path(), '{"epoch":1,"loss":9}\n');
    const never = {
      name: 'never',
      state: {},
      reset: () => undefined,
      update: () => undefined,
      result: async () => Number.NaN,
    };
    await run([jsonLinesLog(path())], { epochs: 1, metrics: [never] });
    expect(await lines()).toEqual([expect.objectContaining({ epoch: 1, never: null })]);
  });

  it('refuses lines every 0 batches, and names a file that it cannot write', async () => {
    expect(() => jsonLinesLog(path(), { everyBatches: 0 })).toThrow(/integer ≥ 1/);
    await expect(run([jsonLinesLog(folder)])).rejects.toMatchObject({ code: 'io' });
  });
});

describe('checkpointFiles', () => {
  it('keeps the last and the best epoch, from which a run resumes to the same bits', async () => {
    const home = join(folder, 'new', 'run');
    expect(await readCheckpoint(home)).toBeNull();
    const whole = await run([]);
    await expect(run([checkpointFiles(home, { everyBatches: 3 }), killer(10)])).rejects.toThrow('killed');
    expect((await readdir(home)).sort()).toEqual(['best.safetensors', 'last.safetensors']);
    const resumed = await run([checkpointFiles(home)], { resumeFrom: await readCheckpoint(home) });
    expect(resumed).toEqual(whole);
  });

  it('leaves whole files when a write fails half-way', async () => {
    const saving = checkpointFiles(folder);
    await run([saving], { epochs: 1 });
    const before = await readCheckpoint(folder, 'best');
    const onTrainBegin = async () => {
      // a folder stands where the temporary file should be: as good as a full disk
      const { mkdir } = await import('node:fs/promises');
      await mkdir(join(folder, `last.safetensors.${process.pid}.tmp`));
    };
    const broken: Callback = { name: 'broken', onTrainBegin };
    await expect(
      run([broken, checkpointFiles(folder, { keepBest: false })], { epochs: 1 }),
    ).rejects.toMatchObject({ code: 'io' });
    expect(await readCheckpoint(folder, 'best')).toEqual(before);
    expect(() => parseSafetensors(before!)).not.toThrow();
  });

  it('says when the best is asked for and nothing is monitored', async () => {
    const model = new PointNet();
    const options = {
      train: loaderOf(16),
      loss: crossEntropy,
      optimizer: new Adam(model),
      epochs: 1,
      progress: null,
    };
    const failing = fit(model, { ...options, callbacks: [checkpointFiles(folder)] });
    await expect(failing).rejects.toThrow(/\[checkpointing\] nothing named 'validationLoss'/);
    const working = fit(model, { ...options, callbacks: [checkpointFiles(folder, { keepBest: false })] });
    await expect(working).resolves.toBeDefined();
  });
});
