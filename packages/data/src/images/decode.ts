// PNG and JPEG images as arrays of pixels.

import { TensorError } from '@cambium/tensor';
import { convertIndexedToRgb, type DecodedPng, decode as decodePngBytes } from 'fast-png';
import jpeg from 'jpeg-js';
import { describe, type HostArray } from '../host-array.ts';
import { type Channels, withChannels } from './channels.ts';

/** Options of {@link decodeImage}. */
export interface DecodeImageOptions {
  /** Channels of the result; those of the file unless given. JPEG files have 3. */
  readonly channels?: Channels;
  /** Refuses images with more pixels, before they take memory; 100 million unless given. */
  readonly maxPixels?: number;
}

/**
 * Decodes a PNG or JPEG image; which it is, its first bytes tell. Samples of 16 bits are cut to 8, palettes become colours.
 * The orientation that cameras note in JPEG files is not applied.
 *
 * @param bytes the whole file
 * @param where what to call it in errors, for instance its path
 * @returns uint8, `[height, width, channels]`
 * @throws TensorError `format` for bytes that are no image, or a damaged one, or one with too many pixels
 * @see ISO/IEC 15948 (PNG); ITU-T T.81 (JPEG)
 * @example
 * ```ts
 * const dot = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGP4z8AAAAMBAQDJ/pLvAAAAAElFTkSuQmCC';
 * const image = decodeImage(Uint8Array.from(atob(dot), (c) => c.charCodeAt(0)));
 * image.shape;       // [1, 1, 3]
 * [...image.data];   // [255, 0, 0]
 * ```
 */
export function decodeImage(
  bytes: Uint8Array,
  options: DecodeImageOptions = {},
  where = 'the image',
): HostArray {
  if (!(bytes instanceof Uint8Array))
    throw refuse(`${where} is ${describe(bytes)}. Wrap an ArrayBuffer in new Uint8Array(buffer)`);
  const { channels, maxPixels = 1e8 } = options;
  if (channels !== undefined && channels !== 1 && channels !== 3 && channels !== 4)
    throw new TensorError('decodeImage', 'value', `channels is 1, 3 or 4, got ${String(channels)}.`);
  const decode = startsWith(bytes, pngSignature)
    ? decodePng
    : startsWith(bytes, jpegStart)
      ? decodeJpeg
      : null;
  if (decode === null) {
    const first = Array.from(bytes.subarray(0, 4), (byte) => byte.toString(16).padStart(2, '0')).join('');
    throw refuse(`${where} is neither PNG nor JPEG: it begins with ${first || 'nothing'}`);
  }
  let pixels: Pixels;
  try {
    pixels = decode(bytes, maxPixels);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw refuse(`${where} cannot be decoded: ${reason}`, error);
  }
  const { data, width, height } = pixels;
  const wanted = channels ?? pixels.channels;
  return {
    data: withChannels(data, pixels.channels, wanted),
    shape: [height, width, wanted],
    dtype: 'uint8',
  };
}

interface Pixels {
  readonly data: Uint8Array;
  readonly width: number;
  readonly height: number;
  readonly channels: number;
}

const pngSignature = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
const jpegStart = [0xff, 0xd8, 0xff];

function startsWith(bytes: Uint8Array, start: readonly number[]): boolean {
  return start.every((byte, i) => bytes[i] === byte);
}

function decodeJpeg(bytes: Uint8Array, maxPixels: number): Pixels {
  const { data, width, height } = jpeg.decode(bytes, {
    useTArray: true,
    formatAsRGBA: false,
    // A damaged image is an error, not a guess.
    tolerantDecoding: false,
    maxResolutionInMP: maxPixels / 1e6,
    maxMemoryUsageInMB: Infinity,
  });
  return { data, width, height, channels: 3 };
}

function decodePng(bytes: Uint8Array, maxPixels: number): Pixels {
  // The header comes first and has a fixed place.
  const header = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.byteLength < 24) throw new Error('it is cut short');
  const [width, height] = [header.getUint32(16), header.getUint32(20)];
  if (width * height > maxPixels)
    throw new Error(`it has ${width * height} pixels, more than maxPixels, ${maxPixels}`);
  const png = decodePngBytes(bytes, { checkCrc: true });
  const { channels, depth, palette } = png;
  const expected = png.height * Math.ceil((png.width * channels * depth) / 8);
  if (png.data.byteLength < expected) throw new Error('it is cut short');
  if (palette !== undefined) {
    return { data: convertIndexedToRgb(png), width, height, channels: palette[0]!.length };
  }
  return { data: toBytes(png), width, height, channels };
}

/** Samples of 1, 2, 4 or 16 bits as bytes. */
function toBytes({ data, depth, width, height, channels }: DecodedPng): Uint8Array {
  if (data instanceof Uint16Array) return Uint8Array.from(data, (sample) => sample >> 8);
  if (depth === 8) return data instanceof Uint8Array ? data : Uint8Array.from(data);
  const perRow = width * channels;
  const bytesPerRow = Math.ceil((perRow * depth) / 8);
  const largest = 2 ** depth - 1;
  return Uint8Array.from({ length: height * perRow }, (_, i) => {
    const bit = (i % perRow) * depth;
    const byte = data[Math.floor(i / perRow) * bytesPerRow + (bit >> 3)]!;
    const sample = (byte >> (8 - depth - (bit & 7))) & largest;
    return (sample * 255) / largest;
  });
}

function refuse(reason: string, cause?: unknown): TensorError {
  const message = `${reason}${/[.?!]$/.test(reason) ? '' : '.'}`;
  return new TensorError('decodeImage', 'format', message, cause === undefined ? {} : { cause });
}
