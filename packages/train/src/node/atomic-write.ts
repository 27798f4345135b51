// Files that are either the old or the new ones, whatever happens in between.

import { open, readdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { TensorError } from '@cambium/tensor';

/** Files whose leftovers this process has looked for. */
const cleaned = new Set<string>();

/**
 * Writes a file so that a crash leaves the old one or the new one, never a part: into a temporary file beside it,
 * flushed to the disk, then renamed. Temporary files that killed processes left are removed.
 *
 * @throws TensorError `io` if the file cannot be written; the old one is then untouched
 * @example
 * ```ts
 * await writeFileAtomically('run.safetensors', await context.checkpoint());
 * ```
 */
export async function writeFileAtomically(path: string, bytes: Uint8Array | string): Promise<void> {
  const temporary = `${path}.${process.pid}.tmp`;
  if (!cleaned.has(path)) await removeLeftovers(path);
  cleaned.add(path);
  try {
    const file = await open(temporary, 'w');
    try {
      await file.writeFile(bytes);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (cause) {
    // What stands in the way may be no file; the first error is the one to tell.
    await rm(temporary, { force: true }).catch(() => undefined);
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new TensorError('writeFileAtomically', 'io', `cannot write ${path}: ${reason}`, { cause });
  }
  await syncDirectory(dirname(path));
}

/** Removes temporary files of processes that are no more: a large model killed often would fill the disk. */
async function removeLeftovers(path: string): Promise<void> {
  const folder = dirname(path);
  const start = `${basename(path)}.`;
  const names = await readdir(folder).catch(() => []);
  for (const name of names) {
    if (!name.startsWith(start)) continue;
    const [, owner] = /^(\d+)\.tmp$/.exec(name.slice(start.length)) ?? [];
    if (owner !== undefined && !isRunning(Number(owner))) await rm(join(folder, name)).catch(() => undefined);
  }
}

function isRunning(id: number): boolean {
  try {
    // signal 0 only asks
    return process.kill(id, 0);
  } catch (error) {
    // a process of another user may not be asked, but is there
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

/** Makes the rename itself last through a power cut, where the system lets directories be flushed. */
async function syncDirectory(path: string): Promise<void> {
  try {
    const directory = await open(path, 'r');
    await directory.sync().finally(() => directory.close());
  } catch {
    // Windows cannot open directories; the rename is then as durable as the system makes it.
  }
}
