// JSON Lines, from text and line by line from files.

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createCpuBackend } from '@cambium/backend-cpu';
import { DataLoader, type LoaderState, parseJsonl, Stream } from '@cambium/data';
import { jsonlFile } from '@cambium/data/node';
import { setBackend } from '@cambium/tensor';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { epochOf, refusal } from './support.ts';

const bad: [string, string, string][] = [
  ['a line that is cut short', '{"x": 1}\n\n{"x": 2', 'line 3 of'],
  ['a list', '{"x": 1}\n[1, 2]', 'line 2 of'],
  ['a number', '7', 'line 1 of'],
  ['null', '{"x": 1}\nnull', 'line 2 of'],
];

describe('parseJsonl', () => {
  it('reads an object from each line', () => {
    expect(parseJsonl('{"x": 1}\r\n\n  {"x": "ä"}  \n')).toEqual([{ x: 1 }, { x: 'ä' }]);
  });

  it('passes over a byte order mark, and gives nothing for nothing', () => {
    expect(parseJsonl('\ufeff{"x": 1}')).toEqual([{ x: 1 }]);
    expect(parseJsonl('')).toEqual([]);
  });

  it.each(bad)('refuses %s, naming the line', async (_, text, where) => {
    const error = await refusal(() => parseJsonl(text, 'train.jsonl'));
    expect([error.code, error.message]).toEqual(['format', expect.stringContaining(`${where} train.jsonl`)]);
  });

  it('refuses bytes', async () => {
    expect((await refusal(() => parseJsonl(new Uint8Array(1) as never))).message).toContain(
      'takes text, got an Uint8Array',
    );
  });
});

describe('jsonlFile', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'cambium-jsonl-'));
    setBackend(createCpuBackend());
  });
  afterEach(() => rm(folder, { recursive: true }));

  async function write(text: string): Promise<string> {
    const path = join(folder, 'samples.jsonl');
    await writeFile(path, text);
    return path;
  }

  async function listOf<T>(samples: AsyncIterable<T> | Iterable<T>): Promise<T[]> {
    const list: T[] = [];
    for await (const sample of samples) list.push(sample);
    return list;
  }

  it('reads a file of many chunks, as often as it is asked', async () => {
    // More than 64 KiB, with signs of several bytes on the borders of chunks.
    const samples = Array.from({ length: 5000 }, (_, x) => ({ x, text: 'häß🌱'.repeat(1 + (x % 7)) }));
    const file = jsonlFile(await write(samples.map((sample) => JSON.stringify(sample)).join('\n')));
    expect(await listOf(file)).toEqual(samples);
    expect(await listOf(file)).toHaveLength(5000);
  });

  it('feeds a loader, which resumes in mid-epoch', async () => {
    const path = await write(Array.from({ length: 30 }, (_, x) => `{"x": ${x}}\n`).join(''));
    const make = (): DataLoader<{ x: number }> =>
      new DataLoader(Stream.from(jsonlFile<{ x: number }>(path)).shuffle(8), { batchSize: 4, seed: 1 });
    const whole = await epochOf(make());
    expect(whole.flat().sort((a, b) => a - b)).toEqual(Array.from({ length: 30 }, (_, x) => x));
    const resumed = make();
    resumed.loadStateDict(JSON.parse(JSON.stringify({ ...resumed.stateDict(), batch: 3 })) as LoaderState);
    expect(await epochOf(resumed)).toEqual(whole.slice(3));
  });

  it.each(bad)('refuses %s, naming line and file', async (_, text, where) => {
    const path = await write(text);
    expect((await refusal(() => listOf(jsonlFile(path)))).message).toContain(`${where} ${path}`);
  });

  it('refuses a file that is not there', async () => {
    const error = await refusal(() => listOf(jsonlFile(join(folder, 'nothing'))));
    expect([error.code, error.message]).toEqual([
      'io',
      expect.stringContaining('nothing cannot be read: ENOENT'),
    ]);
  });
});
