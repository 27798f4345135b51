// Images with what is marked on them, on the host: what augmentations take and give.

import type { HostArray, HostRandom } from '@cambium/data';
import { formatShape, TensorError } from '@cambium/tensor';
import { checkMarks } from './marks.ts';

/** An image and what moves along with it. Other fields of a sample stay as they are. */
export interface ImageSample {
  /** `[height, width, channels]`: uint8 from 0 to 255, or floating, where colours are taken to lie in [0, 1]. */
  readonly image: HostArray;
  /** Corners `x1 y1 x2 y2` in pixels, `[n, 4]`. */
  readonly boxes?: HostArray;
  /** What the boxes show, `[n]`; boxes that leave the image take theirs along. */
  readonly labels?: HostArray;
  /** A class for each pixel, `[height, width]`; nothing is mixed. */
  readonly mask?: HostArray;
  /** Points `x y` in pixels, `[n, 2]`; they may leave the image. */
  readonly landmarks?: HostArray;
}

/** Where the random numbers come from; a `DataLoader` gives them to its transform. */
export interface AugmentationContext {
  /** Random numbers for one sample. */
  readonly random: HostRandom;
}

/** Changes a sample at random. */
export type Augmentation = <S extends ImageSample>(sample: S, context: AugmentationContext) => S;

/** Options of {@link augment}. */
export interface AugmentOptions {
  /** The field that holds the image, `image` unless given. */
  readonly image?: string;
}

/**
 * Several augmentations, one after the other: the `transform` of a `DataLoader`. Each gets random numbers of its own, so
 * that a change of one leaves the others as they were.
 *
 * @throws TensorError when it is given a sample: `shape` if there is no image `[height, width, channels]`, or if boxes, labels,
 *   mask or landmarks do not fit it; `value` for a box without area or outside of the image
 * @example
 * ```ts
 * const transform = augment([randomFlip(), randomCrop({ size: [28, 28], padding: 2 })], { image: 'x' });
 * const pixels = { data: new Float32Array(28 * 28), shape: [28, 28, 1], dtype: 'float32' } as const;
 * transform({ x: pixels, y: 3 }, { random: new HostRandom(1) }).x.shape; // [28, 28, 1]
 * ```
 */
export function augment(
  augmentations: readonly Augmentation[],
  options: AugmentOptions = {},
): <S extends object>(sample: S, context: AugmentationContext) => S {
  const { image: field = 'image' } = options;
  return <S extends object>(sample: S, { random }: AugmentationContext): S => {
    const image = (sample as Readonly<Record<string, HostArray>>)[field];
    checkImage('augment', image, field);
    checkMarks('augment', { ...sample, image });
    const result = augmentations.reduce<S & ImageSample>(
      (current, augmentation, i) => augmentation(current, { random: random.fork(i) }),
      { ...sample, image },
    );
    if (field === 'image') return result;
    const { image: changed, ...rest } = result;
    return { ...(rest as unknown as S), [field]: changed };
  };
}

/**
 * An augmentation that happens with a probability only.
 *
 * @throws TensorError `value` unless the probability is in [0, 1]
 * @example
 * ```ts
 * const rarely = sometimes(0.1, randomRotation({ degrees: 30 }));
 * ```
 */
export function sometimes(probability: number, augmentation: Augmentation): Augmentation {
  checkShare('sometimes', 'probability', probability);
  return (sample, context) =>
    context.random.uniform() < probability ? augmentation(sample, context) : sample;
}

/** Throws `shape` unless a value is an image. */
export function checkImage(
  op: string,
  image: HostArray | undefined,
  field = 'image',
): asserts image is HostArray {
  if (image?.shape?.length === 3) return;
  const got = image?.shape === undefined ? 'nothing of the kind' : formatShape(image.shape);
  throw new TensorError(
    op,
    'shape',
    `the field ${field} is an image { data, shape: [height, width, channels], dtype }, got ${got}.`,
    { shapes: image?.shape === undefined ? [] : [image.shape] },
  );
}

/** Throws `value` unless a number is in [0, 1]. */
export function checkShare(op: string, name: string, share: number): void {
  if (share >= 0 && share <= 1) return;
  throw new TensorError(op, 'value', `${name} is in [0, 1], got ${share}.`);
}

/** Throws `value` unless numbers are a range. */
export function checkRange(
  op: string,
  name: string,
  [low, high]: readonly [number, number],
  least: number,
): void {
  if (low >= least && high >= low && Number.isFinite(high)) return;
  throw new TensorError(
    op,
    'value',
    `${name} is a range [low, high] from ${least} on, got [${low}, ${high}].`,
  );
}

/** What white is in an image. */
export function whiteOf({ dtype }: HostArray): number {
  return dtype === 'uint8' ? 255 : 1;
}

/** New elements for an image, rounded and cut where it holds bytes. */
export function withElements(image: HostArray, values: Float32Array, shape = image.shape): HostArray {
  if (image.dtype !== 'uint8') return { data: values, shape, dtype: 'float32' };
  // Not `from`, which goes through an iterator and takes ten times as long.
  return { data: new Uint8Array(new Uint8ClampedArray(values).buffer), shape, dtype: 'uint8' };
}
