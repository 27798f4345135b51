// A training that is killed by the system, at any moment, and started again.

import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createCpuBackend } from '@cambium/backend-cpu';
import { parseSafetensors, setBackend } from '@cambium/tensor';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { bundle, killAt, resultOf, start } from './processes.ts';

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
