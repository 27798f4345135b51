// Reading files and appending to them, with errors that name the file.

import { mkdir, open, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { TensorError } from '@cambium/tensor';

/** The bytes of a file, or `null` where there is none. */
export async function readBytes(op: string, path: string): Promise<Uint8Array | null> {
  try {
    return new Uint8Array(await readFile(path));
  } catch (cause) {
    if (codeOf(cause) === 'ENOENT') return null;
    throw ioError(op, `cannot read ${path}`, cause);
  }
}

/** The text of a file, or `null` where there is none. */
export async function readText(op: string, path: string): Promise<string | null> {
  const bytes = await readBytes(op, path);
  return bytes === null ? null : new TextDecoder().decode(bytes);
}

/** The last thing that is added to each file: one after the other, so that each knows where it began. */
const queues = new Map<string, Promise<void>>();

/** Adds to the end of a file, all or nothing: on a full disk the part that was written is taken off again. */
export async function append(op: string, path: string, bytes: string | Uint8Array): Promise<void> {
  const added = (queues.get(path) ?? Promise.resolve()).then(() => appendNow(path, bytes));
  const settled = added.catch(() => undefined);
  queues.set(path, settled);
  try {
    await added;
  } catch (cause) {
    throw ioError(op, `cannot write ${path}`, cause);
  } finally {
    if (queues.get(path) === settled) queues.delete(path);
  }
}

async function appendNow(path: string, bytes: string | Uint8Array): Promise<void> {
  const file = await open(path, 'a');
  try {
    const { size } = await file.stat();
    await file.appendFile(bytes).catch(async (cause) => {
      await file.truncate(size);
      throw cause;
    });
  } finally {
    await file.close();
  }
}

/** Makes the folder that a file is in. */
export async function makeFolderOf(op: string, path: string): Promise<void> {
  try {
    await mkdir(dirname(path), { recursive: true });
  } catch (cause) {
    throw ioError(op, `cannot make the folder of ${path}`, cause);
  }
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}

function ioError(op: string, what: string, cause: unknown): TensorError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new TensorError(op, 'io', `${what}: ${reason}`, { cause });
}
