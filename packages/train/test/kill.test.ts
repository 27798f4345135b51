// A training that is killed by the system, at any moment, and started again; and one whose disk is full.

import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createCpuBackend } from '@cambium/backend-cpu';
import { parseSafetensors, setBackend } from '@cambium/tensor';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { bundle, killAt, resultOf, start, startWithLittleRoom } from './processes.ts';

setBackend(createCpuBackend());

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cambium-'));
});
afterEach(() => rm(folder, { recursive: true }));

it('leaves valid logs and checkpoints after each kill -9, and ends with the bits of a training that was not killed', async () => {
  await bundle(new URL('./fixtures/training-run.ts', import.meta.url), folder, 'run.mjs');
  const begin = (name: string) => start(join(folder, 'run.mjs'), [join(folder, name)]);
  const logOf = (name: string, file: string) => readFile(join(folder, name, file), 'utf8');

  const whole = await resultOf(begin('whole'));
  for (const lines of [5, 16, 29, 41]) {
    await killAt(begin('killed'), join(folder, 'killed', 'log.jsonl'), lines);
    const rows = (await logOf('killed', 'log.jsonl')).trimEnd().split('\n');
    expect(rows.map((row) => typeof JSON.parse(row).epoch)).toEqual(rows.map(() => 'number'));
    const csv = (await logOf('killed', 'history.csv')).split('\n');
    // before the first epoch there is a header without values
    const wanted = csv[1] === '' ? ['epoch', ''] : (await logOf('whole', 'history.csv')).split('\n');
    expect(csv).toEqual([...wanted.slice(0, csv.length - 1), '']);
    const { tensors } = parseSafetensors(await readFile(join(folder, 'killed', 'last.safetensors')));
    expect(tensors.has('model.hidden.weight')).toBe(true);
  }
  expect(await resultOf(begin('killed'))).toEqual(whole);
  for (const file of ['history.csv', 'log.jsonl'])
    expect(await logOf('killed', file)).toBe(await logOf('whole', file));
}, 60_000);

describe.skipIf(process.platform === 'win32')(
  'a disk that is full in the middle of a line',
  () => {
    beforeEach(() => bundle(new URL('./fixtures/full-disk.ts', import.meta.url), folder, 'run.mjs'));
    const fill = (log: string) => resultOf(startWithLittleRoom(join(folder, 'run.mjs'), [folder, log]));

    it.each(['log.jsonl', 'journal.jsonl'])(
      'leaves whole lines in %s, and is an error that names it',
      async (log) => {
        expect(await fill(log)).toEqual({ code: 'io', message: expect.stringContaining(join(folder, log)) });
        const text = await readFile(join(folder, log), 'utf8');
        expect(text.length).toBeGreaterThan(500);
        expect(text.endsWith('\n')).toBe(true);
        for (const line of text.trimEnd().split('\n')) expect(() => JSON.parse(line)).not.toThrow();
      },
    );

    it('leaves whole records in event files', async () => {
      expect(await fill('events')).toMatchObject({ code: 'io' });
      const [name] = await readdir(join(folder, 'events', 'train'));
      const bytes = await readFile(join(folder, 'events', 'train', name!));
      let place = 0;
      while (place + 8 <= bytes.length) place += Number(bytes.readBigUInt64LE(place)) + 16;
      expect(bytes.length).toBeGreaterThan(500);
      expect(place).toBe(bytes.length);
    });
  },
  60_000,
);
