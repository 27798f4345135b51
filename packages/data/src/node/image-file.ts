// Image files on disk.

import type { HostArray } from '../host-array.ts';
import { type DecodeImageOptions, decodeImage } from '../images/decode.ts';
import { readBytes } from './read-bytes.ts';

/** Options of {@link readImage}. */
export interface ReadImageOptions extends DecodeImageOptions {
  /** Refuses files that are larger; 256 MiB unless given. */
  readonly maxBytes?: number;
}

/**
 * Reads a PNG or JPEG file.
 *
 * @returns uint8, `[height, width, channels]`
 * @throws TensorError `io` if the file cannot be read or is too large, `format` if it is no image; both name the file
 * @example
 * ```ts
 * const photo = await readImage('photos/cat.jpg', { channels: 3 });   // uint8 [480, 640, 3]
 * ```
 */
export async function readImage(path: string, options: ReadImageOptions = {}): Promise<HostArray> {
  const { maxBytes = 2 ** 28 } = options;
  return decodeImage(await readBytes('readImage', path, maxBytes), options, path);
}
