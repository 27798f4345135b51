// The main job as a user runs it: killed and resumed, refused for bad input, with its results on disk.

import { execFile, spawn } from 'node:child_process';
import { access, mkdtemp, readFile, rm, stat, truncate } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const run = promisify(execFile);
const program = fileURLToPath(new URL('../apps/examples/dist/mnist.js', import.meta.url));
// 300 batches of 4: enough for checkpoints at batches 100 and 200 of an epoch, and quick.
const small = ['--epochs', '1', '--limit', '1200', '--batch-size', '4', '--seed', '3'];

let work: string;
const folder = (name: string): string => join(work, name);
const bytesOf = (name: string): Promise<Buffer> => readFile(join(folder(name), 'mnist-model.safetensors'));
const mnist = (...args: string[]) => run(process.execPath, [program, ...args]);

async function refusal(...args: string[]): Promise<string> {
  const error = await mnist(...args).then(
    () => null,
    (failure: { code: number; stderr: string }) => failure,
  );
  expect(error).toMatchObject({ code: 1 });
  return error!.stderr;
}

beforeAll(async () => {
  work = await mkdtemp(join(tmpdir(), 'cambium-mnist-'));
});
afterAll(() => rm(work, { recursive: true, force: true }));

describe('mnist', () => {
  it('reports accuracy and writes model, history and report', async () => {
    const { stdout } = await mnist(...small, '--out', folder('whole'), '--json');
    const lines = stdout.trim().split('\n');
    const result = JSON.parse(lines.at(-1)!) as Record<string, unknown>;
    expect(result).toMatchObject({ backend: 'wasm', parameters: 61_706 });
    expect(result.testAccuracy).toBeGreaterThan(0.8);
    expect(result.secondsPerStep).toBeGreaterThan(0);
    expect(stdout).toMatch(/epoch 1: test accuracy \d+\.\d+ %/);
    expect(stdout).toMatch(/true\\guess/);
    const history = JSON.parse(await readFile(join(folder('whole'), 'mnist-history.json'), 'utf8')) as {
      epochs: object[];
    };
    expect(history.epochs).toHaveLength(1);
    const report = await readFile(join(folder('whole'), 'mnist-report.html'), 'utf8');
    expect(report.match(/<svg/g)!.length).toBeGreaterThan(3);
    expect(report).not.toMatch(/(src|href)="(?!data:)/);
  }, 300_000);

  it('ends with the same bytes when it is killed in mid-epoch and resumed', async () => {
    const checkpoint = join(folder('killed'), 'mnist-checkpoint.safetensors');
    const child = spawn(process.execPath, [program, ...small, '--out', folder('killed')], {
      stdio: 'ignore',
    });
    const ended = new Promise((resolve) => child.once('exit', (_code, signal) => resolve(signal)));
    while (!(await exists(checkpoint))) await new Promise((resolve) => setTimeout(resolve, 20));
    child.kill('SIGKILL');
    expect(await ended).toBe('SIGKILL');
    expect(await exists(join(folder('killed'), 'mnist-model.safetensors'))).toBe(false);

    await mnist(...small, '--out', folder('killed'), '--resume', checkpoint);
    expect((await bytesOf('killed')).equals(await bytesOf('whole'))).toBe(true);
  }, 300_000);

  it('refuses a truncated checkpoint and leaves it alone', async () => {
    const checkpoint = join(folder('killed'), 'mnist-checkpoint.safetensors');
    await truncate(checkpoint, (await stat(checkpoint)).size - 1);
    const before = await readFile(checkpoint);
    expect(await refusal(...small, '--out', folder('killed'), '--resume', checkpoint)).toMatch(
      /\[parseSafetensors\]/,
    );
    expect((await readFile(checkpoint)).equals(before)).toBe(true);
  }, 60_000);

  it.each([
    [['--epochs', '0'], /integer ≥ 1/],
    [['--learning-rate', 'fast'], /number > 0/],
    [['--backend', 'gpu'], /wasm, cpu/],
    [['--threads', 'many'], /integer ≥ 1/],
    [['--resume', 'nowhere.safetensors'], /cannot read the checkpoint/],
    [['--frobnicate'], /unknown option/],
  ])(
    'refuses %j',
    async (args, message) => {
      expect(await refusal(...args, '--out', folder('refused'))).toMatch(message);
    },
    60_000,
  );

  it('explains its options', async () => {
    const { stdout } = await mnist('--help');
    for (const option of [
      'epochs',
      'batch-size',
      'learning-rate',
      'backend',
      'threads',
      'seed',
      'limit',
      'resume',
      'json',
    ]) {
      expect(stdout).toContain(`--${option}`);
    }
  });
});

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
