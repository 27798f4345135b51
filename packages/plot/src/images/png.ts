// Pixels as PNG text for pictures inside SVG.

import { encode } from 'fast-png';

/** Pixels of an image: `[height, width]`, or `[height, width, channels]` with one, three or four channels. */
export interface ImageArray {
  /** Values row by row, as `png` and `imageGrid` take them. */
  readonly data: ArrayLike<number>;
  /** `[height, width]` or `[height, width, channels]`. */
  readonly shape: readonly number[];
}

/** Which numbers are black and white. */
export type ValueRange = readonly [black: number, white: number];

/** Height, width and channels of an image. Throws RangeError for other shapes. */
export function sizeOfImage({ data, shape }: ImageArray): [height: number, width: number, channels: number] {
  const [height = 0, width = 0, channels = 1] = shape;
  const isImage = (shape.length === 2 || shape.length === 3) && [1, 3, 4].includes(channels);
  if (!isImage || height === 0 || width === 0 || data.length !== height * width * channels) {
    throw new RangeError(
      `An image is [height, width] or [height, width, 1, 3 or 4 channels], got [${shape.join(', ')}] with ${data.length} numbers.`,
    );
  }
  return [height, width, channels];
}

/** `[0, 255]` for bytes, `[0, 1]` for numbers inside of it, else the range of the values. */
export function usualRange({ data }: ImageArray): ValueRange {
  if (data instanceof Uint8Array || data instanceof Uint8ClampedArray) return [0, 255];
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let i = 0; i < data.length; i++) {
    low = Math.min(low, data[i]!);
    high = Math.max(high, data[i]!);
  }
  return low >= 0 && high <= 1 ? [0, 1] : [low, high];
}

/** The image as `data:image/png;base64,…`, each pixel enlarged `scale` times without mixing. */
export function toDataUri(
  image: ImageArray,
  [black, white]: ValueRange = usualRange(image),
  scale = 1,
): string {
  const [height, width, channels] = sizeOfImage(image);
  const factor = 255 / (white - black || 1);
  const out = new Uint8ClampedArray(height * width * channels * scale * scale);
  let at = 0;
  for (let y = 0; y < height * scale; y++) {
    for (let x = 0; x < width * scale; x++) {
      const from = (Math.floor(y / scale) * width + Math.floor(x / scale)) * channels;
      for (let channel = 0; channel < channels; channel++) {
        const value = image.data[from + channel]!;
        out[at++] = channel === 3 ? value * 255 : (value - black) * factor;
      }
    }
  }
  const png = encode({
    width: width * scale,
    height: height * scale,
    data: out,
    channels: channels as 1 | 3 | 4,
  });
  return `data:image/png;base64,${toBase64(png)}`;
}

declare const btoa: (binary: string) => string;

function toBase64(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text);
}
