// Images: decoded, read from files, and from folders for classes.

import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createCpuBackend } from '@cambium/backend-cpu';
import { ClassEncoder, DataLoader, type LoaderState, randomSplit } from '@cambium/data';
import { decodeImage } from '@cambium/data/images';
import { readImage, readImageFolder } from '@cambium/data/node';
import { setBackend } from '@cambium/tensor';
import { encode as encodePng } from 'fast-png';
import jpeg from 'jpeg-js';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { refusal } from './support.ts';

const pixels = (count: number): Uint8Array => Uint8Array.from({ length: count }, (_, i) => (i * 37) % 256);

/** A PNG of 5×4 pixels. */
const png = (channels: number, data: Uint8Array | Uint16Array = pixels(20 * channels), depth: 8 | 16 = 8) =>
  encodePng({ width: 5, height: 4, channels, depth, data });

/** A JPEG that is red on the left and blue on the right. */
function redAndBlue(width = 32, height = 16): Uint8Array {
  const data = new Uint8Array(width * height * 4);
  for (let i = 0; i < width * height; i++)
    data.set(i % width < width / 2 ? [255, 0, 0, 255] : [0, 0, 255, 255], 4 * i);
  return new Uint8Array(jpeg.encode({ width, height, data }, 95).data);
}

/** 2×2 pixels of one bit: black and red, red and black; made by hand from the specification. */
const palettePng =
  'iVBORw0KGgoAAAANSUhEUgAAAAIAAAACAQMAAABIeJ9nAAAABlBMVEUAAAD/AAAb/40iAAAADElEQVR4nGNwYGgAAAFEAME6ehxWAAAAAElFTkSuQmCC';

describe('decodeImage', () => {
  it.each([1, 2, 3, 4])('gives the pixels of a PNG with %i channels back', (channels) => {
    const { data, shape, dtype } = decodeImage(png(channels));
    expect([shape, dtype]).toEqual([[4, 5, channels], 'uint8']);
    expect([...data]).toEqual([...pixels(20 * channels)]);
  });

  it('cuts 16 bits to 8', () => {
    const samples = Uint16Array.from({ length: 20 }, (_, i) => i * 3000);
    expect([...decodeImage(png(1, samples, 16)).data]).toEqual([...samples].map((sample) => sample >> 8));
  });

  it.each([1, 2, 4] as const)('spreads %i bits over 8', (depth) => {
    // One row of 5 samples takes one to three bytes.
    const perRow = Math.ceil((5 * depth) / 8);
    const data = pixels(4 * perRow);
    const file = encodePng({ width: 5, height: 4, channels: 1, depth, data });
    const { data: bytes, shape } = decodeImage(file);
    const expected = Array.from({ length: 20 }, (_, i) => {
      const row = data.subarray(Math.floor(i / 5) * perRow, Math.floor(i / 5 + 1) * perRow);
      const bits = [...row].map((byte) => byte.toString(2).padStart(8, '0')).join('');
      return (
        (Number.parseInt(bits.slice((i % 5) * depth, ((i % 5) + 1) * depth), 2) * 255) / (2 ** depth - 1)
      );
    });
    expect([shape, [...bytes]]).toEqual([[4, 5, 1], expected]);
  });

  it('looks colours up in a palette', () => {
    const file = Buffer.from(palettePng, 'base64');
    const { data, shape } = decodeImage(new Uint8Array(file));
    expect([shape, [...data]]).toEqual([
      [2, 2, 3],
      [0, 0, 0, 255, 0, 0, 255, 0, 0, 0, 0, 0],
    ]);
  });

  it('decodes a JPEG', () => {
    const { data, shape } = decodeImage(redAndBlue());
    expect(shape).toEqual([16, 32, 3]);
    const [left, right] = [[...data.subarray(0, 3)], [...data.subarray(-3)]];
    for (const [i, value] of [254, 0, 0].entries()) expect(Math.abs(left[i]! - value)).toBeLessThan(6);
    for (const [i, value] of [0, 0, 254].entries()) expect(Math.abs(right[i]! - value)).toBeLessThan(6);
  });

  it.each<[string, number, 1 | 3 | 4, number[], number[]]>([
    ['grey to colour', 1, 3, [100], [100, 100, 100]],
    ['grey and alpha to colour', 2, 4, [100, 7], [100, 100, 100, 7]],
    ['colour to grey', 3, 1, [255, 0, 0], [76]],
    ['colour to colour with alpha', 3, 4, [1, 2, 3], [1, 2, 3, 255]],
    ['colour with alpha to grey', 4, 1, [0, 255, 0, 9], [150]],
    ['colour with alpha to colour', 4, 3, [1, 2, 3, 9], [1, 2, 3]],
  ])('turns %s', (_, from, channels, pixel, expected) => {
    const file = encodePng({ width: 1, height: 1, channels: from, depth: 8, data: Uint8Array.from(pixel) });
    expect([...decodeImage(file, { channels }).data]).toEqual(expected);
  });

  it.each([
    ['PNG', png(3)],
    ['JPEG', redAndBlue()],
  ])('refuses a %s that is cut short, wherever that is, and names it', async (_, file) => {
    for (let end = 30; end < file.length - 12; end += 7) {
      const error = await refusal(() => decodeImage(file.subarray(0, end), {}, 'cat.img'));
      expect([error.code, error.message]).toEqual([
        'format',
        expect.stringContaining('cat.img cannot be decoded'),
      ]);
    }
  });

  it('refuses a PNG with a byte that is wrong', async () => {
    const damaged = png(3).slice();
    damaged[50] = damaged[50]! ^ 1;
    expect((await refusal(() => decodeImage(damaged))).message).toContain('the image cannot be decoded');
  });

  it.each<[string, () => unknown, string]>([
    [
      'text',
      () => decodeImage(new TextEncoder().encode('GIF89a')),
      'is neither PNG nor JPEG: it begins with 47494638',
    ],
    ['nothing', () => decodeImage(new Uint8Array(0)), 'it begins with nothing'],
    [
      'an ArrayBuffer',
      () => decodeImage(new ArrayBuffer(8) as never),
      'Wrap an ArrayBuffer in new Uint8Array(buffer)',
    ],
    ['two channels', () => decodeImage(png(1), { channels: 2 as never }), 'channels is 1, 3 or 4, got 2'],
    [
      'a PNG that is too large',
      () => decodeImage(png(1), { maxPixels: 19 }),
      'it has 20 pixels, more than maxPixels, 19',
    ],
    ['a JPEG that is too large', () => decodeImage(redAndBlue(64, 64), { maxPixels: 100 }), 'limit exceeded'],
  ])('refuses %s', async (_, act, reason) => {
    expect((await refusal(act)).message).toContain(reason);
  });
});

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cambium-images-'));
  setBackend(createCpuBackend());
});
afterEach(() => rm(folder, { recursive: true }));

async function write(name: string, bytes: Uint8Array): Promise<string> {
  const path = join(folder, name);
  await mkdir(join(path, '..'), { recursive: true });
  await writeFile(path, bytes);
  return path;
}

describe('readImage', () => {
  it('reads a file', async () => {
    expect((await readImage(await write('a.png', png(3)), { channels: 1 })).shape).toEqual([4, 5, 1]);
  });

  it('names the file that cannot be read, decoded or is too large', async () => {
    const path = await write('a.png', png(3).subarray(0, 60));
    expect((await refusal(() => readImage(path))).message).toContain(`${path} cannot be decoded`);
    expect((await refusal(() => readImage(`${path}x`))).message).toContain(`${path}x cannot be read: ENOENT`);
    expect((await refusal(() => readImage(path, { maxBytes: 59 }))).message).toContain(
      `${path} has 60 bytes`,
    );
  });
});

describe('readImageFolder', () => {
  const writeAll = async (): Promise<void> => {
    await write('dogs/b.png', png(3));
    await write('cats/2.png', png(1));
    await write('cats/1.png', png(3));
    await write('cats/notes.txt', Uint8Array.of(1));
    await write('readme.png', png(1));
  };

  it('numbers the images of each folder, and reads them when asked', async () => {
    await writeAll();
    const photos = await readImageFolder(folder, { channels: 3 });
    expect([photos.length, photos.classes.classes, [...photos.labels]]).toEqual([
      3,
      ['cats', 'dogs'],
      [0, 0, 1],
    ]);
    expect(photos.paths.map((path) => path.slice(folder.length + 1))).toEqual([
      'cats/1.png',
      'cats/2.png',
      'dogs/b.png',
    ]);
    for await (const { x, y } of new DataLoader(photos, { batchSize: 3 })) {
      expect([x.shape, x.dtype, y.shape, y.dtype, y.toArray()]).toEqual([
        [3, 4, 5, 3],
        'uint8',
        [3],
        'int32',
        [0, 0, 1],
      ]);
    }
  });

  it('resumes in mid-epoch, and splits by class', async () => {
    for (let i = 0; i < 8; i++)
      await write(
        `${i % 2 === 0 ? 'a' : 'b'}/${i}.png`,
        png(
          1,
          pixels(20).map((each) => each + i),
        ),
      );
    const photos = await readImageFolder(folder);
    const [train] = randomSplit(photos, [0.5, 0.5], { seed: 1, stratify: photos.labels });
    expect(train.length).toBe(4);
    const make = () => new DataLoader(photos, { batchSize: 3, shuffle: true, seed: 2 });
    const epoch = async (loader: ReturnType<typeof make>): Promise<unknown[]> => {
      const batches: unknown[] = [];
      for await (const { x, y } of loader) batches.push([x.toArray(), y.toArray()]);
      return batches;
    };
    const whole = await epoch(make());
    const resumed = make();
    resumed.loadStateDict(JSON.parse(JSON.stringify({ ...resumed.stateDict(), batch: 1 })) as LoaderState);
    expect(await epoch(resumed)).toEqual(whole.slice(1));
  });

  it('gives a test set the numbers of the training set', async () => {
    await writeAll();
    const classes = new ClassEncoder(['mice', 'dogs', 'cats']);
    expect([...(await readImageFolder(folder, { classes })).labels]).toEqual([2, 2, 1]);
  });

  it('names the file that is damaged, and the sample', async () => {
    await writeAll();
    await write('cats/1.png', png(3).subarray(0, 50));
    const photos = await readImageFolder(folder);
    const error = await refusal(async () => {
      for await (const _ of new DataLoader(photos, { batchSize: 1 }));
    });
    expect(error.message).toContain('sample 0 (batch 0 of epoch 0) failed');
    expect(error.message).toContain('cats/1.png cannot be decoded');
  });

  it.each<[string, (base: string) => unknown, string]>([
    ['a folder without images', (base) => readImageFolder(base), 'there are no images in'],
    ['a folder that is not there', (base) => readImageFolder(join(base, 'x')), 'x cannot be read: ENOENT'],
  ])('refuses %s', async (_, act, reason) => {
    expect((await refusal(() => act(folder))).message).toContain(reason);
  });

  it('refuses a class that the encoder lacks, and a sample that is not there', async () => {
    await writeAll();
    const classes = new ClassEncoder(['dogs']);
    expect((await refusal(() => readImageFolder(folder, { classes }))).message).toContain(
      "'cats', was not in the labels",
    );
    const photos = await readImageFolder(folder);
    expect((await refusal(() => photos.get(3))).message).toContain('there is no sample 3');
  });
});
