// A part of MNIST: 10,000 digits to train with and 2,000 to test.

import { ArrayDataset, parseIdx } from 'cambium';
import { readAsset } from './assets.ts';

/** Images `x` with pixels from 0 to 1, and labels `y`. */
export interface Digits {
  readonly train: ArrayDataset<'x' | 'y'>;
  readonly test: ArrayDataset<'x' | 'y'>;
}

/** The first digits as images `x [n, 28, 28, 1]`. */
export async function digitImages(count: number, tests = 1000): Promise<Digits> {
  return digits(count, tests, [28, 28, 1]);
}

/** The first digits as rows `x [n, 784]`. */
export async function digitRows(count: number, tests = 1000): Promise<Digits> {
  return digits(count, tests, [784]);
}

async function digits(count: number, tests: number, shape: readonly number[]): Promise<Digits> {
  const [train, test] = await Promise.all([part('train', count, shape), part('test', tests, shape)]);
  return { train, test };
}

async function part(name: string, count: number, shape: readonly number[]): Promise<ArrayDataset<'x' | 'y'>> {
  const [images, labels] = await Promise.all(
    ['images', 'labels'].map(async (what) => parseIdx(await readAsset(`data/digits-${name}-${what}.idx.gz`))),
  );
  const available = images!.shape[0]!;
  if (count > available) throw new RangeError(`There are ${available} digits to ${name}, not ${count}.`);
  // A loop: `Float32Array.from` with a function takes ten times as long.
  const pixels = new Float32Array(count * 784);
  for (let i = 0; i < pixels.length; i++) pixels[i] = Number(images!.data[i]) / 255;
  return new ArrayDataset({
    x: { data: pixels, shape: [count, ...shape] },
    y: Int32Array.from(labels!.data.subarray(0, count) as Uint8Array),
  });
}
