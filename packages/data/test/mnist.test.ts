// Files on disk: IDX plain and compressed, MNIST in its four parts.

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { readIdxFile, readMnist } from '@cambium/data/node';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { idxBytes } from './idx-bytes.ts';
import { refusal } from './support.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cambium-data-'));
});
afterEach(() => rm(folder, { recursive: true }));

async function write(name: string, bytes: Uint8Array): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, bytes);
  return path;
}

const images = (count: number, side = 28): Uint8Array =>
  idxBytes(
    8,
    [count, side, side],
    Array.from({ length: count * side * side }, (_, i) => i % 256),
  );
const labels = (values: readonly number[]): Uint8Array => idxBytes(8, [values.length], values);

async function writeMnist(change: Readonly<Record<string, Uint8Array>> = {}): Promise<void> {
  const files = {
    'train-images-idx3-ubyte': images(3),
    'train-labels-idx1-ubyte': labels([5, 0, 9]),
    't10k-images-idx3-ubyte': images(2),
    't10k-labels-idx1-ubyte': labels([7, 2]),
    ...change,
  };
  for (const [name, bytes] of Object.entries(files)) await write(name, bytes);
}

describe('readIdxFile', () => {
  it('reads a plain file', async () => {
    expect([...(await readIdxFile(await write('labels', labels([1, 2])))).data]).toEqual([1, 2]);
  });

  it('unpacks a compressed file', async () => {
    const { data, shape } = await readIdxFile(await write('labels.gz', gzipSync(labels([1, 2]))));
    expect([[...data], shape]).toEqual([[1, 2], [2]]);
  });

  it('refuses a file that is not there', async () => {
    const error = await refusal(() => readIdxFile(join(folder, 'nothing')));
    expect([error.code, error.message]).toEqual([
      'io',
      expect.stringContaining('nothing cannot be read: ENOENT'),
    ]);
  });

  it('refuses a folder', async () => {
    expect((await refusal(() => readIdxFile(folder))).code).toBe('io');
  });

  it('refuses a file that is larger than allowed, also once unpacked', async () => {
    const path = await write('images.gz', gzipSync(images(50)));
    expect((await refusal(() => readIdxFile(path, { maxBytes: 10 }))).message).toContain(
      'more than maxBytes, 10',
    );
    const error = await refusal(() => readIdxFile(path, { maxBytes: 5000 }));
    expect([error.code, error.message]).toEqual([
      'io',
      expect.stringContaining('unpacks to more than maxBytes, 5000'),
    ]);
  });

  it('refuses damaged gzip and damaged contents, naming the file', async () => {
    const cut = await refusal(async () =>
      readIdxFile(await write('cut.gz', gzipSync(labels([1, 2])).subarray(0, 20))),
    );
    expect([cut.code, cut.message]).toEqual(['format', expect.stringContaining('cut.gz is damaged')]);
    const short = await refusal(async () => readIdxFile(await write('short', labels([1, 2]).subarray(0, 9))));
    expect([short.code, short.message]).toEqual(['format', expect.stringContaining('short has 9 bytes')]);
  });
});

describe('readMnist', () => {
  it('reads a folder into training and test set', async () => {
    await writeMnist();
    const { train, test } = await readMnist(folder);
    expect([train.length, test.length]).toEqual([3, 2]);
    expect(train.fields.x).toMatchObject({ shape: [3, 28, 28, 1], dtype: 'uint8' });
    expect(train.fields.y).toEqual({ data: Int32Array.of(5, 0, 9), shape: [3], dtype: 'int32' });
    expect(train.get(1).x.data[0]).toBe(784 % 256);
  });

  it('finds compressed files, and takes paths', async () => {
    await writeMnist();
    await rm(join(folder, 'train-labels-idx1-ubyte'));
    const trainLabels = await write('train-labels-idx1-ubyte.gz', gzipSync(labels([1, 1, 1])));
    expect((await readMnist(folder)).train.fields.y.data).toEqual(Int32Array.of(1, 1, 1));
    const { test } = await readMnist({
      trainImages: join(folder, 'train-images-idx3-ubyte'),
      trainLabels,
      testImages: join(folder, 'train-images-idx3-ubyte'),
      testLabels: trainLabels,
    });
    expect(test.length).toBe(3);
  });

  it.each([
    ['a label above 9', { 'train-labels-idx1-ubyte': labels([1, 10, 2]) }, 'label 1 in '],
    ['fewer labels than images', { 't10k-labels-idx1-ubyte': labels([1]) }, 'has 2 images'],
    [
      'images of another size',
      { 't10k-images-idx3-ubyte': images(2, 5) },
      'holds uint8 [2, 5, 5], expected uint8 [2, 28, 28]',
    ],
    [
      'labels in place of images',
      { 'train-images-idx3-ubyte': labels([1, 2, 3]) },
      'Are images and labels swapped?',
    ],
    [
      'labels of another type',
      { 'train-labels-idx1-ubyte': idxBytes(12, [3], [1, 2, 3]) },
      'holds int32 [3]',
    ],
  ])('refuses %s', async (_, change, words) => {
    await writeMnist(change);
    const error = await refusal(() => readMnist(folder));
    expect([error.code, error.message]).toEqual(['format', expect.stringContaining(words)]);
  });

  it('names the file that is missing', async () => {
    const error = await refusal(() => readMnist(folder));
    expect([error.code, error.message]).toEqual(['io', expect.stringContaining('-ubyte.gz, in ')]);
  });
});
