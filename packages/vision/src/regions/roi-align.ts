// RoIAlign: a grid of interpolated values for each region, without rounding its corners.

import {
  gather,
  indexAdd,
  mul,
  reshape,
  type Tensor,
  TensorError,
  type TensorLike,
  tensor,
  zeros,
} from '@cambium/tensor';
import { type RegionOptions, type Regions, readRegions } from './regions.ts';

/** Options of {@link roiAlign}. */
export interface RoiAlignOptions extends RegionOptions {
  /** Samples of a bin along each side; as many as the bin is long, rounded up, unless given. */
  readonly samplingRatio?: number;
  /** Whether pixel centres lie at halves, default true; false is the first version, half a pixel off. */
  readonly aligned?: boolean;
}

/** One pixel that takes part in one bin. */
interface Share {
  readonly bin: number;
  /** Row of the features as `[batch · height · width, channels]`. */
  readonly pixel: number;
  readonly weight: number;
}

/**
 * The features under each box, on a grid of fixed size: every bin is the mean of samples, each interpolated bilinearly
 * between four pixels. Differentiable by the features.
 *
 * @param features `[batch, height, width, channels]`
 * @param boxes `[n, 4]` as corners, in pixels of the image
 * @param images `[n]`: the image of the batch that each box is on
 * @returns `[n, rows, columns, channels]`
 * @throws TensorError `shape` if the operands do not fit, `index` for an image that there is none of, `value` for options
 *   that make no sense
 * @see He et al., "Mask R-CNN" (2017)
 * @example
 * ```ts
 * const features = reshape(arange(0, 16), [1, 4, 4, 1]);
 * const images = tensor([0], { dtype: 'int32' });
 * roiAlign(features, tensor([[0, 0, 4, 4]]), images, { outputSize: 2 }); // [[[[2.5], [4.5]], [[10.5], [12.5]]]]
 * ```
 */
export function roiAlign(
  features: TensorLike,
  boxes: TensorLike,
  images: TensorLike,
  options: RoiAlignOptions,
): Tensor {
  const { samplingRatio, aligned = true } = options;
  if (samplingRatio !== undefined && !(Number.isInteger(samplingRatio) && samplingRatio > 0)) {
    throw new TensorError('roiAlign', 'value', `samplingRatio is a whole number > 0, got ${samplingRatio}.`);
  }
  const regions = readRegions('roiAlign', features, boxes, images, options);
  const shares = sharesOf(regions, samplingRatio, aligned);
  const { features: maps, rows, columns } = regions;
  const channels = maps.shape[3]!;
  const bins = regions.images.length * rows * columns;
  const pixels = gather(reshape(maps, [-1, channels]), integers(shares.map(({ pixel }) => pixel)));
  const weights = tensor(
    shares.map(({ weight }) => weight),
    { shape: [shares.length, 1], dtype: maps.dtype },
  );
  const places = integers(shares.map(({ bin }) => bin));
  const sums = indexAdd(zeros([bins, channels], { dtype: maps.dtype }), places, mul(pixels, weights));
  return reshape(sums, [regions.images.length, rows, columns, channels]);
}

function integers(values: readonly number[]): Tensor {
  return tensor(values, { shape: [values.length], dtype: 'int32' });
}

function sharesOf(regions: Regions, samplingRatio: number | undefined, aligned: boolean): Share[] {
  const { features, corners, images, rows, columns } = regions;
  const [, height, width] = features.shape as [number, number, number, number];
  const shares: Share[] = [];
  images.forEach((image, region) => {
    const at = 4 * region;
    const vertical = samplesAlong(corners[at + 1]!, corners[at + 3]!, rows, height, samplingRatio, aligned);
    const horizontal = samplesAlong(corners[at]!, corners[at + 2]!, columns, width, samplingRatio, aligned);
    for (let row = 0; row < rows; row++) {
      for (let column = 0; column < columns; column++) {
        const bin = (region * rows + row) * columns + column;
        for (const y of vertical[row]!) {
          for (const x of horizontal[column]!) {
            const pixel = (image * height + y.place) * width + x.place;
            shares.push({ bin, pixel, weight: y.weight * x.weight });
          }
        }
      }
    }
  });
  return shares;
}

/** A pixel along one side, and its part of a bin's mean. */
interface Sample {
  readonly place: number;
  readonly weight: number;
}

/** For each bin along one side the pixels that it is made of. */
function samplesAlong(
  from: number,
  to: number,
  bins: number,
  length: number,
  samplingRatio: number | undefined,
  aligned: boolean,
): Sample[][] {
  const start = aligned ? from - 0.5 : from;
  const extent = aligned ? to - from : Math.max(to - from, 1);
  const size = extent / bins;
  const count = samplingRatio ?? Math.max(0, Math.ceil(extent / bins));
  return Array.from({ length: bins }, (_, bin) =>
    Array.from({ length: count }, (_, i) => start + (bin + (i + 0.5) / count) * size).flatMap((at) =>
      interpolated(at, length).map(({ place, weight }) => ({ place, weight: weight / count })),
    ),
  );
}

/** The two pixels around a place, or none beyond one pixel off the border. */
function interpolated(at: number, length: number): Sample[] {
  if (at < -1 || at > length) return [];
  const inside = Math.max(0, at);
  const low = Math.min(Math.floor(inside), length - 1);
  if (low === length - 1) return [{ place: low, weight: 1 }];
  return [
    { place: low, weight: 1 - (inside - low) },
    { place: low + 1, weight: inside - low },
  ];
}
