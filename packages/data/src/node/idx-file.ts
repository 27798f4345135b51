// IDX files on disk, plain or compressed.

import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { TensorError } from '@cambium/tensor';
import type { HostArray } from '../host-array.ts';
import { isGzip, parseIdx } from '../idx.ts';
import { readBytes } from './read-bytes.ts';

const unpack = promisify(gunzip);

/** Options of {@link readIdxFile}. */
export interface ReadIdxOptions {
  /** Refuses files that are larger, unpacked or not; 1 GiB unless given. */
  readonly maxBytes?: number;
}

/**
 * Reads an IDX file; files compressed with gzip are unpacked.
 *
 * @throws TensorError `io` if the file cannot be read or is too large, `format` if it is not exactly one IDX array
 * @example
 * ```ts
 * const images = await readIdxFile('data/t10k-images-idx3-ubyte.gz');   // uint8 [10000, 28, 28]
 * ```
 */
export async function readIdxFile(
  path: string,
  { maxBytes = 2 ** 30 }: ReadIdxOptions = {},
): Promise<HostArray> {
  const bytes = await readBytes('readIdxFile', path, maxBytes);
  if (!isGzip(bytes)) return parseIdx(bytes, path);
  try {
    return parseIdx(await unpack(bytes, { maxOutputLength: maxBytes }), path);
  } catch (error) {
    if (error instanceof TensorError) throw error;
    const isTooLarge = error instanceof RangeError;
    const reason = isTooLarge
      ? `unpacks to more than maxBytes, ${maxBytes}`
      : `is damaged: ${messageOf(error)}`;
    throw new TensorError('readIdxFile', isTooLarge ? 'io' : 'format', `${path} ${reason}.`, {
      cause: error,
    });
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
