// Augmentations that move pixels, and boxes, masks and landmarks along.

import { TensorError } from '@cambium/tensor';
import { type Augmentation, checkRange, checkShare, type ImageSample } from './sample.ts';
import { type Affine, around, warp } from './warp.ts';

/** The middle of an image. */
function middleOf({ image }: ImageSample): readonly [number, number] {
  const [height, width] = image.shape as [number, number];
  return [width / 2, height / 2];
}

/** Options of augmentations that leave parts of the image empty. */
export interface FillOptions {
  /** Colour of what was outside of the image, 0 unless given. */
  readonly fill?: number;
}

/**
 * Mirrors.
 *
 * @param options.axis `horizontal` (default) swaps left and right, `vertical` top and bottom
 * @param options.probability how often, 0.5 unless given
 * @example
 * ```ts
 * const mirrored = randomFlip({ probability: 1 });
 * const image = { data: Float32Array.of(1, 2), shape: [1, 2, 1], dtype: 'float32' } as const;
 * mirrored({ image }, { random: new HostRandom(0) }).image.data; // [2, 1]
 * ```
 */
export function randomFlip(
  options: { readonly axis?: 'horizontal' | 'vertical'; readonly probability?: number } = {},
): Augmentation {
  const { axis = 'horizontal', probability = 0.5 } = options;
  checkShare('randomFlip', 'probability', probability);
  return (sample, { random }) => {
    if (random.uniform() >= probability) return sample;
    const [height, width] = sample.image.shape as [number, number];
    const map: Affine = axis === 'horizontal' ? [-1, 0, width, 0, 1, 0] : [1, 0, 0, 0, -1, height];
    return warp(sample, { map });
  };
}

/**
 * Turns around the middle, by an angle between −`degrees` and `degrees`.
 *
 * @throws TensorError `value` unless the angle is a number ≥ 0
 * @example
 * ```ts
 * const turned = randomRotation({ degrees: 15 });
 * ```
 */
export function randomRotation({
  degrees,
  ...fill
}: { readonly degrees: number } & FillOptions): Augmentation {
  checkRange('randomRotation', 'degrees', [0, degrees], 0);
  return (sample, { random }) => {
    const angle = (random.uniform(-degrees, degrees) * Math.PI) / 180;
    const [cosine, sine] = [Math.cos(angle), Math.sin(angle)];
    return warp(sample, { map: around(middleOf(sample), [cosine, -sine, sine, cosine]), ...fill });
  };
}

/**
 * Makes what is in the image larger or smaller around the middle; the size of the image stays.
 *
 * @param options `factor` is the range of the factor
 * @throws TensorError `value` unless the factors are a range of positive numbers
 * @example
 * ```ts
 * const zoomed = randomZoom({ factor: [0.8, 1.25] });
 * ```
 */
export function randomZoom({
  factor,
  ...fill
}: { readonly factor: readonly [number, number] } & FillOptions): Augmentation {
  checkRange('randomZoom', 'factor', factor, 1e-3);
  return (sample, { random }) => {
    // Even on a logarithmic scale: twice as large is as likely as half as large.
    const scale = Math.exp(random.uniform(Math.log(factor[0]), Math.log(factor[1])));
    return warp(sample, { map: around(middleOf(sample), [scale, 0, 0, scale]), ...fill });
  };
}

/**
 * Moves sideways and up or down.
 *
 * @param options `share` is the most that it moves, as a share of width and height
 * @throws TensorError `value` unless the share is in [0, 1]
 * @example
 * ```ts
 * const moved = randomTranslation({ share: 0.1 });
 * ```
 */
export function randomTranslation({
  share,
  ...fill
}: { readonly share: number } & FillOptions): Augmentation {
  checkShare('randomTranslation', 'share', share);
  return (sample, { random }) => {
    const [height, width] = sample.image.shape as [number, number];
    const [x, y] = [random.uniform(-share, share) * width, random.uniform(-share, share) * height];
    return warp(sample, { map: [1, 0, x, 0, 1, y], ...fill });
  };
}

/**
 * Leans to the side, by an angle between −`degrees` and `degrees`.
 *
 * @throws TensorError `value` unless the angle is in [0, 80]
 * @example
 * ```ts
 * const leaning = randomShear({ degrees: 10 });
 * ```
 */
export function randomShear({ degrees, ...fill }: { readonly degrees: number } & FillOptions): Augmentation {
  if (!(degrees >= 0 && degrees <= 80))
    throw new TensorError('randomShear', 'value', `degrees is in [0, 80], got ${degrees}.`);
  return (sample, { random }) => {
    const slope = Math.tan((random.uniform(-degrees, degrees) * Math.PI) / 180);
    return warp(sample, { map: around(middleOf(sample), [1, slope, 0, 1]), ...fill });
  };
}

/**
 * Cuts a window out, anywhere.
 *
 * @param options.size height and width of the window
 * @param options.padding pixels that are added around the image first, 0 unless given
 * @throws TensorError `value` for a size or padding that makes no sense, `shape` for an image that is too small
 * @example
 * ```ts
 * const cut = randomCrop({ size: [28, 28], padding: 4 });
 * ```
 */
export function randomCrop(
  options: { readonly size: readonly [number, number]; readonly padding?: number } & FillOptions,
): Augmentation {
  const { size, padding = 0, ...fill } = options;
  const areCounts = [...size, padding + 1].every((count) => Number.isInteger(count) && count > 0);
  if (!areCounts)
    throw new TensorError(
      'randomCrop',
      'value',
      `size is two whole numbers > 0 and padding one ≥ 0, got [${size}] and ${padding}.`,
    );
  return (sample, { random }) => {
    const [height, width] = sample.image.shape as [number, number];
    const [down, across] = [height + 2 * padding - size[0], width + 2 * padding - size[1]];
    if (down < 0 || across < 0) {
      throw new TensorError(
        'randomCrop',
        'shape',
        `the image is ${height}×${width} with ${padding} around it, smaller than ${size[0]}×${size[1]}. Make the padding larger.`,
        { shapes: [sample.image.shape] },
      );
    }
    const [top, left] = [random.integer(down + 1) - padding, random.integer(across + 1) - padding];
    return warp(sample, { map: [1, 0, -left, 0, 1, -top], size, ...fill });
  };
}

/**
 * A part of the image, brought to one size: what networks for photographs are trained with.
 *
 * @param options.size height and width of the result
 * @param options.area range of the part's area as a share of the image, `[0.25, 1]` unless given
 * @param options.ratio range of its width divided by its height, `[3/4, 4/3]` unless given
 * @throws TensorError `value` for ranges that make no sense
 * @see Szegedy et al., "Going deeper with convolutions" (2015)
 * @example
 * ```ts
 * const part = randomResizedCrop({ size: [64, 64] });
 * ```
 */
export function randomResizedCrop(options: {
  readonly size: readonly [number, number];
  readonly area?: readonly [number, number];
  readonly ratio?: readonly [number, number];
}): Augmentation {
  const { size, area = [0.25, 1], ratio = [3 / 4, 4 / 3] } = options;
  checkRange('randomResizedCrop', 'area', area, 1e-6);
  checkRange('randomResizedCrop', 'ratio', ratio, 1e-3);
  return (sample, { random }) => {
    const [height, width] = sample.image.shape as [number, number];
    const pixels = random.uniform(...area) * height * width;
    const shape = Math.exp(random.uniform(Math.log(ratio[0]), Math.log(ratio[1])));
    const [partWidth, partHeight] = [
      Math.min(width, Math.sqrt(pixels * shape)),
      Math.min(height, Math.sqrt(pixels / shape)),
    ];
    const [left, top] = [random.uniform(0, width - partWidth), random.uniform(0, height - partHeight)];
    const [across, down] = [size[1] / partWidth, size[0] / partHeight];
    return warp(sample, { map: [across, 0, -left * across, 0, down, -top * down], size });
  };
}
