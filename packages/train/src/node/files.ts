// Reading files and appending to them, with errors that name the file.

import { appendFile, mkdir, readFile } from 'node:fs/promises';
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

/** Adds to the end of a file, in one write. */
export async function append(op: string, path: string, bytes: string | Uint8Array): Promise<void> {
  try {
    await appendFile(path, bytes);
  } catch (cause) {
    throw ioError(op, `cannot write ${path}`, cause);
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
