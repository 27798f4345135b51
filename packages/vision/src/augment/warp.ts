// Affine maps of images, and of what is marked on them.

import type { HostArray } from '@cambium/data';
import { type ImageSample, withElements } from './sample.ts';

/** `x' = a x + b y + c`, `y' = d x + e y + f`, in pixels; pixel centres lie at halves. */
export type Affine = readonly [a: number, b: number, c: number, d: number, e: number, f: number];

/** What to do with a sample. */
export interface Warp {
  /** Where a point of the old image comes to lie. */
  readonly map: Affine;
  /** Height and width of the new image; as before unless given. */
  readonly size?: readonly [height: number, width: number];
  /** Colour of what was outside, 0 unless given. */
  readonly fill?: number;
}

/** Boxes that keep less of their area than this are gone. */
const leastVisible = 0.2;

/** The map that does `second` after `first`. */
export function compose(first: Affine, second: Affine): Affine {
  const [a, b, c, d, e, f] = first;
  const [p, q, r, s, t, u] = second;
  return [p * a + q * d, p * b + q * e, p * c + q * f + r, s * a + t * d, s * b + t * e, s * c + t * f + u];
}

/** A linear map around a point that stays where it is. */
export function around(
  [x, y]: readonly [number, number],
  [a, b, d, e]: readonly [number, number, number, number],
): Affine {
  return [a, b, x - a * x - b * y, d, e, y - d * x - e * y];
}

/** Moves image, boxes, mask and landmarks. */
export function warp<S extends ImageSample>(sample: S, { map, size, fill = 0 }: Warp): S {
  const { image, boxes, labels, mask, landmarks } = sample;
  const [height, width] = size ?? (image.shape as [number, number]);
  const back = inverse(map);
  const moved = boxes === undefined ? null : moveBoxes(boxes, labels, map, height, width);
  return {
    ...sample,
    image: warpImage(image, back, [height, width], fill),
    ...(mask === undefined ? {} : { mask: warpMask(mask, back, [height, width]) }),
    ...(landmarks === undefined ? {} : { landmarks: movePoints(landmarks, map) }),
    ...moved,
  };
}

function inverse([a, b, c, d, e, f]: Affine): Affine {
  const determinant = a * e - b * d;
  const [p, q, s, t] = [e / determinant, -b / determinant, -d / determinant, a / determinant];
  return [p, q, -(p * c + q * f), s, t, -(s * c + t * f)];
}

/** Each new pixel from the four old ones around its place. */
function warpImage(
  image: HostArray,
  [a, b, c, d, e, f]: Affine,
  [height, width]: readonly [number, number],
  fill: number,
): HostArray {
  const [rows, columns, channels] = image.shape as [number, number, number];
  const isWhole = b === 0 && d === 0 && Math.abs(a) === 1 && Math.abs(e) === 1;
  if (isWhole && Number.isInteger(c) && Number.isInteger(f))
    return moveWhole(image, [a, c, e, f], [height, width], fill);
  const out = new Float32Array(height * width * channels);
  const old = image.data;
  const at = (y: number, x: number, channel: number): number =>
    y < 0 || x < 0 || y >= rows || x >= columns ? fill : old[(y * columns + x) * channels + channel]!;
  let place = 0;
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      const [x, y] = [column + 0.5, row + 0.5];
      const oldX = a * x + b * y + c - 0.5;
      const oldY = d * x + e * y + f - 0.5;
      const [left, top] = [Math.floor(oldX), Math.floor(oldY)];
      const [right, low] = [oldX - left, oldY - top];
      for (let channel = 0; channel < channels; channel++) {
        const upper =
          at(top, left, channel) * (1 - right) + (right > 0 ? at(top, left + 1, channel) * right : 0);
        const lower =
          low > 0
            ? at(top + 1, left, channel) * (1 - right) +
              (right > 0 ? at(top + 1, left + 1, channel) * right : 0)
            : 0;
        out[place++] = upper * (1 - low) + lower * low;
      }
    }
  }
  return withElements(image, out, [height, width, channels]);
}

/** The same where pixels move by whole ones, or are mirrored: nothing has to be mixed. */
function moveWhole(
  image: HostArray,
  [a, c, e, f]: readonly [number, number, number, number],
  [height, width]: readonly [number, number],
  fill: number,
): HostArray {
  const [rows, columns, channels] = image.shape as [number, number, number];
  const old = image.data;
  const out = new Float32Array(height * width * channels).fill(fill);
  // The old place of new pixel 0, and from there one forth or back.
  const [left, top] = [a === 1 ? c : c - 1, e === 1 ? f : f - 1];
  for (let row = 0; row < height; row++) {
    const oldRow = top + e * row;
    if (oldRow < 0 || oldRow >= rows) continue;
    for (let column = 0; column < width; column++) {
      const oldColumn = left + a * column;
      if (oldColumn < 0 || oldColumn >= columns) continue;
      const [from, to] = [(oldRow * columns + oldColumn) * channels, (row * width + column) * channels];
      for (let channel = 0; channel < channels; channel++) out[to + channel] = old[from + channel]!;
    }
  }
  return withElements(image, out, [height, width, channels]);
}

/** Each new pixel is the nearest old one; class 0 outside. */
function warpMask(
  mask: HostArray,
  [a, b, c, d, e, f]: Affine,
  [height, width]: readonly [number, number],
): HostArray {
  const [rows, columns] = mask.shape as [number, number];
  const data = new (mask.data.constructor as new (length: number) => typeof mask.data)(height * width);
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      const [x, y] = [column + 0.5, row + 0.5];
      const [oldX, oldY] = [Math.floor(a * x + b * y + c), Math.floor(d * x + e * y + f)];
      const isInside = oldX >= 0 && oldY >= 0 && oldX < columns && oldY < rows;
      data[row * width + column] = isInside ? mask.data[oldY * columns + oldX]! : 0;
    }
  }
  return { data, shape: [height, width], dtype: mask.dtype };
}

function movePoints({ data, shape }: HostArray, [a, b, c, d, e, f]: Affine): HostArray {
  const out = new Float32Array(data.length);
  for (let i = 0; i < data.length; i += 2) {
    const [x, y] = [data[i]!, data[i + 1]!];
    out[i] = a * x + b * y + c;
    out[i + 1] = d * x + e * y + f;
  }
  return { data: out, shape, dtype: 'float32' };
}

/** A box becomes what encloses its moved corners, cut at the border; a box of which little is left goes. */
function moveBoxes(
  boxes: HostArray,
  labels: HostArray | undefined,
  map: Affine,
  height: number,
  width: number,
): { boxes: HostArray; labels?: HostArray } {
  const kept: number[] = [];
  const corners: number[] = [];
  for (let i = 0; i < boxes.data.length / 4; i++) {
    const [x1, y1, x2, y2] = boxes.data.subarray(4 * i, 4 * i + 4) as unknown as [
      number,
      number,
      number,
      number,
    ];
    const points = movePoints(
      { data: Float32Array.of(x1, y1, x2, y1, x1, y2, x2, y2), shape: [4, 2], dtype: 'float32' },
      map,
    ).data;
    const xs = [points[0]!, points[2]!, points[4]!, points[6]!];
    const ys = [points[1]!, points[3]!, points[5]!, points[7]!];
    const whole = [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)] as const;
    const cut = [
      Math.max(0, whole[0]),
      Math.max(0, whole[1]),
      Math.min(width, whole[2]),
      Math.min(height, whole[3]),
    ] as const;
    const left = Math.max(0, cut[2] - cut[0]) * Math.max(0, cut[3] - cut[1]);
    if (left < leastVisible * (whole[2] - whole[0]) * (whole[3] - whole[1]) || left === 0) continue;
    kept.push(i);
    corners.push(...cut);
  }
  const moved = {
    boxes: { data: Float32Array.from(corners), shape: [kept.length, 4], dtype: 'float32' } as const,
  };
  if (labels === undefined) return moved;
  const values = kept.map((i) => labels.data[i]!);
  const data = labels.data.slice(0, kept.length);
  data.set(values);
  return { ...moved, labels: { data, shape: [kept.length], dtype: labels.dtype } };
}
