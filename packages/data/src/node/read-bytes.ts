// Whole files, up to a limit.

import { readFile, stat } from 'node:fs/promises';
import { TensorError } from '@cambium/tensor';

/** The bytes of a file. Throws TensorError `io`, with the path, if it cannot be read or is too large. */
export async function readBytes(op: string, path: string, maxBytes: number): Promise<Uint8Array> {
  let size: number;
  try {
    ({ size } = await stat(path));
    if (size <= maxBytes) return await readFile(path);
  } catch (error) {
    throw unreadable(op, path, error);
  }
  throw new TensorError(op, 'io', `${path} has ${size} bytes, more than maxBytes, ${maxBytes}.`);
}

/** The error for a file or folder that the system refuses. */
export function unreadable(op: string, path: string, error: unknown): TensorError {
  const reason = error instanceof Error ? error.message : String(error);
  return new TensorError(op, 'io', `${path} cannot be read: ${reason}.`, { cause: error });
}
