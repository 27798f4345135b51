// The text that the character demo learns from: the first chapters of "Moby-Dick", in the public domain.

import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { readMobyDick } from '@cambium/examples/data/moby-dick';

const target = fileURLToPath(new URL('../public/data/moby-dick.txt.gz', import.meta.url));
const chapters = 8;

/** Writes the file if it is missing: lower case, letters and the marks of sentences only. */
export async function writeNovel(): Promise<void> {
  if (existsSync(target)) return;
  const text = (await readMobyDick(chapters)).toLowerCase().replace(/[^a-z .,;!?'\n-]/g, '');
  await mkdir(new URL('../public/data/', import.meta.url), { recursive: true });
  await writeFile(target, await promisify(gzip)(text, { level: 9 }));
}
