// Event files, read back by a reader that shares nothing with the writer: protobufjs and the messages of TensorBoard.

import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createCpuBackend } from '@cambium/backend-cpu';
import { DataLoader } from '@cambium/data';
import { Adam } from '@cambium/optim';
import { crossEntropy, memory, setBackend } from '@cambium/tensor';
import protobuf from 'protobufjs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { accuracy, type Callback, type FitOptions, fit } from '../src/index.ts';
import { crc32c } from '../src/node/tensorboard/event-file.ts';
import { histogramOf } from '../src/node/tensorboard/histogram.ts';
import { checkpointFiles, readCheckpoint, tensorBoard } from '../src/node.ts';
import { loaderOf, PointNet } from './support.ts';

setBackend(createCpuBackend());

const { root } = protobuf.parse(
  `
  syntax = "proto3";
  message HistogramProto {
    double min = 1; double max = 2; double num = 3; double sum = 4; double sum_squares = 5;
    repeated double bucket_limit = 6 [packed = true]; repeated double bucket = 7 [packed = true];
  }
  message Summary {
    message Value { string tag = 1; float simple_value = 2; HistogramProto histo = 5; }
    repeated Value value = 1;
  }
  message SessionLog { int32 status = 1; }
  message Event {
    double wall_time = 1; int64 step = 2; string file_version = 3; Summary summary = 5; SessionLog session_log = 7;
  }`,
  { keepCase: true },
);

interface Value {
  tag: string;
  simple_value: number;
  histo?: {
    min: number;
    max: number;
    num: number;
    sum: number;
    sum_squares: number;
    bucket_limit: number[];
    bucket: number[];
  };
}
interface ReadEvent {
  wall_time: number;
  step: number;
  file_version: string;
  summary?: { value: Value[] };
  session_log?: { status: number };
}

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cambium-'));
});
afterEach(() => rm(folder, { recursive: true }));

/** Bit by bit, as RFC 3720 defines it. */
function referenceChecksum(bytes: Uint8Array): number {
  let sum = ~0;
  for (const byte of bytes) {
    sum ^= byte;
    for (let bit = 0; bit < 8; bit++) sum = (sum >>> 1) ^ (0x82f63b78 & -(sum & 1));
  }
  return ~sum >>> 0;
}
const masked = (bytes: Uint8Array): number => {
  const sum = BigInt(referenceChecksum(bytes));
  return Number((((sum >> 15n) | (sum << 17n)) + 0xa282ead8n) & 0xffffffffn);
};

/** The events of all files of a run, in the order of the names. */
async function eventsOf(run: string): Promise<ReadEvent[]> {
  const events: ReadEvent[] = [];
  for (const name of (await readdir(join(folder, run))).sort()) {
    expect(name).toMatch(/^events\.out\.tfevents\.\d{10}\./);
    const bytes = await readFile(join(folder, run, name));
    for (let place = 0; place < bytes.length; ) {
      const length = Number(bytes.readBigUInt64LE(place));
      const data = bytes.subarray(place + 12, place + 12 + length);
      expect(bytes.readUInt32LE(place + 8)).toBe(masked(bytes.subarray(place, place + 8)));
      expect(bytes.readUInt32LE(place + 12 + length)).toBe(masked(data));
      const type = root.lookupType('Event');
      events.push(type.toObject(type.decode(data), { longs: Number, arrays: true }) as ReadEvent);
      place += length + 16;
    }
  }
  return events;
}
const scalarsOf = (events: ReadEvent[]) =>
  events.flatMap(({ step, summary }) =>
    (summary?.value ?? [])
      .filter(({ histo }) => histo === undefined)
      .map(({ tag, simple_value }) => [tag, step, simple_value] as const),
  );

async function run(callbacks: Callback[], options: Partial<FitOptions> = {}) {
  const model = new PointNet();
  const optimizer = new Adam(model, { learningRate: 0.02 });
  const history = await fit(model, {
    train: loaderOf(64),
    validation: loaderOf(32),
    loss: crossEntropy,
    optimizer,
    metrics: [accuracy()],
    epochs: 3,
    progress: null,
    callbacks,
    ...options,
  });
  return { history, model };
}

describe('tensorBoard', () => {
  it('writes the logs of both sets under the same tags, with the learning rate', async () => {
    const { history } = await run([tensorBoard(folder)]);
    expect((await readdir(folder)).sort()).toEqual(['train', 'validation']);
    const train = await eventsOf('train');
    expect(train[0]).toMatchObject({ file_version: 'brain.Event:2', step: 0 });
    expect(Math.abs(train[0]!.wall_time - Date.now() / 1000)).toBeLessThan(60);
    const steps = [4, 8, 12];
    expect(scalarsOf(train)).toEqual(
      history.epochs.flatMap(({ loss, accuracy: share }, i) => [
        ['loss', steps[i], Math.fround(loss!)],
        ['accuracy', steps[i], Math.fround(share!)],
        ['learningRate', steps[i], Math.fround(0.02)],
      ]),
    );
    expect(scalarsOf(await eventsOf('validation'))).toEqual(
      history.epochs.flatMap(({ validationLoss, validationAccuracy }, i) => [
        ['loss', steps[i], Math.fround(validationLoss!)],
        ['accuracy', steps[i], Math.fround(validationAccuracy!)],
      ]),
    );
  });

  it('writes histograms of weights and gradients, and losses of batches', async () => {
    const { model } = await run([tensorBoard(folder, { histograms: true, everyBatches: 2 })], { epochs: 1 });
    const events = await eventsOf('train');
    expect(
      scalarsOf(events)
        .filter(([tag]) => tag === 'batchLoss')
        .map(([, step]) => step),
    ).toEqual([2, 4]);
    const values = events
      .flatMap(({ summary }) => summary?.value ?? [])
      .filter(({ histo }) => histo !== undefined);
    const names = [...model.namedParameters().keys()];
    expect(values.map(({ tag }) => tag)).toEqual(
      names.flatMap((name) => [`weights/${name}`, `gradients/${name}`]),
    );
    const weights = Array.from(model.hidden.weight.value.dataSync());
    const { min, max, num, sum, bucket, bucket_limit } = values[0]!.histo!;
    expect([min, max, num]).toEqual([Math.min(...weights), Math.max(...weights), weights.length]);
    expect(sum).toBeCloseTo(
      weights.reduce((total, each) => total + each, 0),
      10,
    );
    expect(bucket.reduce((total, each) => total + each, 0)).toBe(weights.length);
    expect(bucket_limit.at(-1)).toBe(max);
    expect(bucket[0]).toBe(weights.filter((each) => each < bucket_limit[0]!).length);
  });

  it('tells the reader after a resume which steps no longer hold', async () => {
    let seen = 0;
    const killer: Callback = {
      name: 'killer',
      onBatchEnd() {
        if (++seen === 7) throw new Error('killed');
      },
    };
    const states = join(folder, 'states');
    await expect(
      run([tensorBoard(folder, { everyBatches: 1 }), checkpointFiles(states), killer]),
    ).rejects.toThrow();
    await run([tensorBoard(folder, { everyBatches: 1 })], { resumeFrom: await readCheckpoint(states) });
    const events = await eventsOf('train');
    const restart = events.findIndex(({ session_log }) => session_log?.status === 1);
    expect(events[restart]!.step).toBe(5);
    const kept = [...events.slice(0, restart).filter(({ step }) => step < 5), ...events.slice(restart)];
    const batches = scalarsOf(kept).filter(([tag]) => tag === 'batchLoss');
    expect(batches.map(([, step]) => step)).toEqual(Array.from({ length: 12 }, (_, i) => i + 1));
    expect(scalarsOf(events)).toHaveLength(scalarsOf(kept).length + 3);
  });

  it('counts steps where the loader does not know how many batches there are', async () => {
    const stream = {
      *[Symbol.iterator]() {
        for (let i = 0; i < 48; i++) yield { x: [Math.sin(i), Math.cos(i)], y: Int32Array.of(i % 3) };
      },
    };
    const train = new DataLoader(stream, { batchSize: 16 });
    const loss: FitOptions['loss'] = (output, target, options) =>
      crossEntropy(output, target.reshape([target.size]), options);
    await run([tensorBoard(folder, { histograms: true })], { train, loss, metrics: [], epochs: 2 });
    const events = await eventsOf('train');
    expect(scalarsOf(events).map(([tag, step]) => [tag, step])).toEqual(
      [3, 6].flatMap((step) => [
        ['loss', step],
        ['learningRate', step],
      ]),
    );
    const tags = events.flatMap(({ summary }) => summary?.value ?? []).map(({ tag }) => tag);
    expect(tags.filter((tag) => tag === 'gradients/hidden.weight')).toHaveLength(2);
  });

  it('holds no memory', async () => {
    const used: number[] = [];
    const count: Callback = { name: 'count', onEpochEnd: () => void used.push(memory().tensors) };
    await run([tensorBoard(folder, { histograms: true }), count]);
    expect(used[2]).toBe(used[1]);
  });

  it('refuses losses every 0 batches, and names what it cannot write', async () => {
    expect(() => tensorBoard(folder, { everyBatches: 0 })).toThrow(/integer ≥ 1/);
    await writeFile(join(folder, 'file'), '');
    const blocked = join(folder, 'file');
    await expect(run([tensorBoard(blocked)])).rejects.toMatchObject({
      code: 'io',
      message: expect.stringContaining(blocked),
    });
  });
});

describe('crc32c', () => {
  it('gives the check values of RFC 3720', () => {
    expect(crc32c(new TextEncoder().encode('123456789'))).toBe(0xe3069283);
    expect(crc32c(new Uint8Array(32))).toBe(0x8a9136aa);
    expect(crc32c(new Uint8Array(32).fill(0xff))).toBe(0x62a8ab43);
  });
});

describe('histogramOf', () => {
  it('counts values alike in one range, leaves out what is no number, and takes none for nothing', () => {
    expect(histogramOf([2, 2, Number.NaN])).toMatchObject({ count: 2, sum: 4, limits: [2], counts: [2] });
    expect(histogramOf([0, 1, 2, 3, 4], 2)).toMatchObject({
      limits: [2, 4],
      counts: [2, 3],
      sumOfSquares: 30,
    });
    expect(histogramOf([Number.POSITIVE_INFINITY])).toBeNull();
  });
});
