// Augmentations that change pixels where they are: colours, noise, blur, holes.

import type { HostArray } from '@cambium/data';
import { type Augmentation, checkRange, checkShare, whiteOf, withElements } from './sample.ts';

/** Options of {@link colorJitter}. Each is the most that it changes; 0, which is nothing, unless given. */
export interface ColorJitterOptions {
  /** All colours times a factor in `1 ± brightness`. */
  readonly brightness?: number;
  /** Distances from the mean grey times a factor in `1 ± contrast`. */
  readonly contrast?: number;
  /** Distances from each pixel's grey times a factor in `1 ± saturation`; of three channels. */
  readonly saturation?: number;
  /** Colours turned around the grey axis, by up to this share of the circle; of three channels. */
  readonly hue?: number;
}

/** How bright the colours look: weights of ITU-R BT.601. */
const luma = [0.299, 0.587, 0.114] as const;

/**
 * Changes brightness, contrast, saturation and hue at random, in this order.
 *
 * @throws TensorError `value` unless all of them are in [0, 1], and the hue in [0, 0.5]
 * @example
 * ```ts
 * const jittered = colorJitter({ brightness: 0.2, contrast: 0.2, saturation: 0.2, hue: 0.05 });
 * ```
 */
export function colorJitter(options: ColorJitterOptions): Augmentation {
  const { brightness = 0, contrast = 0, saturation = 0, hue = 0 } = options;
  Object.entries({ brightness, contrast, saturation }).forEach(([name, value]) => {
    checkShare('colorJitter', name, value);
  });
  checkRange('colorJitter', 'hue', [0, hue], 0);
  checkShare('colorJitter', 'twice the hue', 2 * hue);
  return (sample, { random }) => {
    const factor = (most: number): number => random.uniform(1 - most, 1 + most);
    const [bright, strong, colourful, turn] = [
      factor(brightness),
      factor(contrast),
      factor(saturation),
      random.uniform(-hue, hue),
    ];
    const values = new Float32Array(sample.image.data);
    for (let i = 0; i < values.length; i++) values[i] = values[i]! * bright;
    const channels = sample.image.shape[2]!;
    const mean = meanGrey(values, channels);
    for (let i = 0; i < values.length; i++) values[i] = mean + (values[i]! - mean) * strong;
    if (channels === 3 && (saturation > 0 || hue > 0)) recolour(values, colourful, turn);
    const white = whiteOf(sample.image);
    for (let i = 0; i < values.length; i++) values[i] = Math.min(white, Math.max(0, values[i]!));
    return { ...sample, image: withElements(sample.image, values) };
  };
}

function greyAt(values: Float32Array, place: number): number {
  return luma[0] * values[place]! + luma[1] * values[place + 1]! + luma[2] * values[place + 2]!;
}

function meanGrey(values: Float32Array, channels: number): number {
  let sum = 0;
  if (channels !== 3) {
    for (const value of values) sum += value;
    return sum / Math.max(1, values.length);
  }
  for (let i = 0; i < values.length; i += 3) sum += greyAt(values, i);
  return sum / Math.max(1, values.length / 3);
}

/** Saturation and hue: a turn in the plane of the colours without grey (YIQ). */
function recolour(values: Float32Array, saturation: number, turn: number): void {
  const [cosine, sine] = [
    saturation * Math.cos(2 * Math.PI * turn),
    saturation * Math.sin(2 * Math.PI * turn),
  ];
  for (let place = 0; place < values.length; place += 3) {
    const [red, green, blue] = [values[place]!, values[place + 1]!, values[place + 2]!];
    const grey = greyAt(values, place);
    const i = 0.595716 * red - 0.274453 * green - 0.321263 * blue;
    const q = 0.211456 * red - 0.522591 * green + 0.311135 * blue;
    const [turnedI, turnedQ] = [cosine * i - sine * q, sine * i + cosine * q];
    values[place] = grey + 0.9563 * turnedI + 0.621 * turnedQ;
    values[place + 1] = grey - 0.2721 * turnedI - 0.6474 * turnedQ;
    values[place + 2] = grey - 1.107 * turnedI + 1.7046 * turnedQ;
  }
}

/**
 * Adds normal noise to each number.
 *
 * @param options `deviation` is the standard deviation, as a share of white
 * @throws TensorError `value` unless it is in [0, 1]
 * @example
 * ```ts
 * const noisy = randomNoise({ deviation: 0.05 });
 * ```
 */
export function randomNoise({ deviation }: { readonly deviation: number }): Augmentation {
  checkShare('randomNoise', 'deviation', deviation);
  return (sample, { random }) => {
    const spread = deviation * whiteOf(sample.image);
    const values = new Float32Array(sample.image.data);
    for (let i = 0; i < values.length; i++) values[i] = values[i]! + random.normal(0, spread);
    return { ...sample, image: withElements(sample.image, values) };
  };
}

/**
 * Blurs with a Gaussian of random width; the border is repeated outwards.
 *
 * @param options `sigma` is the range of the width in pixels
 * @throws TensorError `value` unless it is a range of positive numbers
 * @example
 * ```ts
 * const blurred = randomBlur({ sigma: [0.1, 1.5] });
 * ```
 */
export function randomBlur({ sigma }: { readonly sigma: readonly [number, number] }): Augmentation {
  checkRange('randomBlur', 'sigma', sigma, 1e-3);
  return (sample, { random }) => {
    const width = random.uniform(...sigma);
    const reach = Math.max(1, Math.ceil(3 * width));
    const weights = Array.from({ length: 2 * reach + 1 }, (_, i) =>
      Math.exp(-((i - reach) ** 2) / (2 * width ** 2)),
    );
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    const shares = weights.map((weight) => weight / total);
    const [height, columns, channels] = sample.image.shape as [number, number, number];
    const across = smooth(Float32Array.from(sample.image.data), shares, height, columns, channels);
    const both = smooth(across, shares, 1, height, columns * channels);
    return { ...sample, image: withElements(sample.image, both) };
  };
}

/** Convolves along the middle axis of `[outer, length, inner]`. */
function smooth(
  values: Float32Array,
  weights: readonly number[],
  outer: number,
  length: number,
  inner: number,
): Float32Array {
  const out = new Float32Array(values.length);
  const reach = (weights.length - 1) / 2;
  for (let row = 0; row < outer; row++) {
    for (let at = 0; at < length; at++) {
      const to = (row * length + at) * inner;
      weights.forEach((weight, i) => {
        const place = Math.min(length - 1, Math.max(0, at + i - reach));
        const from = (row * length + place) * inner;
        for (let each = 0; each < inner; each++) out[to + each]! += weight * values[from + each]!;
      });
    }
  }
  return out;
}

/**
 * Erases a rectangle; boxes, mask and landmarks stay.
 *
 * @param options.area range of its area as a share of the image, `[0.02, 0.2]` unless given
 * @param options.probability how often, 0.5 unless given
 * @param options.fill its colour, 0 unless given
 * @throws TensorError `value` for an area or a probability that makes no sense
 * @see Zhong et al., "Random erasing data augmentation" (2020)
 * @example
 * ```ts
 * const holey = randomErase({ area: [0.05, 0.1] });
 * ```
 */
export function randomErase(
  options: {
    readonly area?: readonly [number, number];
    readonly probability?: number;
    readonly fill?: number;
  } = {},
): Augmentation {
  const { area = [0.02, 0.2], probability = 0.5, fill = 0 } = options;
  checkRange('randomErase', 'area', area, 0);
  checkShare('randomErase', 'area', area[1]);
  checkShare('randomErase', 'probability', probability);
  return (sample, { random }) => {
    if (random.uniform() >= probability) return sample;
    const [height, width, channels] = sample.image.shape as [number, number, number];
    const pixels = random.uniform(...area) * height * width;
    const ratio = Math.exp(random.uniform(-Math.log(3), Math.log(3)));
    const rows = Math.min(height, Math.max(1, Math.round(Math.sqrt(pixels / ratio))));
    const columns = Math.min(width, Math.max(1, Math.round(Math.sqrt(pixels * ratio))));
    const [top, left] = [random.integer(height - rows + 1), random.integer(width - columns + 1)];
    const data = sample.image.data.slice() as HostArray['data'];
    for (let row = top; row < top + rows; row++) {
      const start = (row * width + left) * channels;
      data.fill(fill, start, start + columns * channels);
    }
    return { ...sample, image: { ...sample.image, data } };
  };
}
