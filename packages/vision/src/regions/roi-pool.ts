// RoIPool: the greatest value in each bin of a region whose corners are rounded to pixels.

import {
  argMax,
  expandDims,
  gather,
  reshape,
  squeeze,
  type Tensor,
  type TensorLike,
  takeAlongAxis,
  tensor,
  where,
} from '@cambium/tensor';
import { type RegionOptions, type Regions, readRegions } from './regions.ts';

/**
 * The greatest features under each box, on a grid of fixed size. Bins without pixels are 0; of equal values the first one
 * gets the gradient. Corners are rounded, which {@link roiAlign} avoids.
 *
 * @param features `[batch, height, width, channels]`
 * @param boxes `[n, 4]` as corners, in pixels of the image, the last pixel included
 * @param images `[n]`: the image of the batch that each box is on
 * @returns `[n, rows, columns, channels]`
 * @throws TensorError `shape` if the operands do not fit, `index` for an image that there is none of, `value` for options
 *   that make no sense
 * @see Girshick, "Fast R-CNN" (2015)
 * @example
 * ```ts
 * const features = reshape(arange(0, 16), [1, 4, 4, 1]);
 * const images = tensor([0], { dtype: 'int32' });
 * roiPool(features, tensor([[0, 0, 3, 3]]), images, { outputSize: 2 }); // [[[[5], [7]], [[13], [15]]]]
 * ```
 */
export function roiPool(
  features: TensorLike,
  boxes: TensorLike,
  images: TensorLike,
  options: RegionOptions,
): Tensor {
  const regions = readRegions('roiPool', features, boxes, images, options);
  const { features: maps, rows, columns } = regions;
  const channels = maps.shape[3]!;
  const bins = pixelsOf(regions);
  const longest = Math.max(1, ...bins.map(({ length }) => length));
  const places = bins.flatMap((pixels) => Array.from({ length: longest }, (_, i) => pixels[i] ?? -1));
  const shape = [bins.length, longest];
  const isPixel = tensor(
    places.map((place) => place >= 0),
    { shape: [...shape, 1], dtype: 'bool' },
  );
  const isFull = tensor(
    bins.map(({ length }) => length > 0),
    { shape: [bins.length, 1], dtype: 'bool' },
  );
  const indices = tensor(
    places.map((place) => Math.max(0, place)),
    { shape, dtype: 'int32' },
  );
  const values = where(isPixel, gather(reshape(maps, [-1, channels]), indices), Number.NEGATIVE_INFINITY);
  const best = takeAlongAxis(values, expandDims(argMax(values, 1), 1), 1);
  const greatest = where(isFull, squeeze(best, 1), 0);
  return reshape(greatest, [regions.images.length, rows, columns, channels]);
}

/** The pixels of each bin, as rows of the features `[batch · height · width, channels]`. */
function pixelsOf({ features, corners, images, rows, columns }: Regions): number[][] {
  const [, height, width] = features.shape as [number, number, number, number];
  return images.flatMap((image, region) => {
    const at = 4 * region;
    const vertical = rangesAlong(corners[at + 1]!, corners[at + 3]!, rows, height);
    const horizontal = rangesAlong(corners[at]!, corners[at + 2]!, columns, width);
    return vertical.flatMap((ys) =>
      horizontal.map((xs) => ys.flatMap((y) => xs.map((x) => (image * height + y) * width + x))),
    );
  });
}

/** For each bin along one side its pixels. */
function rangesAlong(from: number, to: number, bins: number, length: number): number[][] {
  const start = roundAway(from);
  const extent = Math.max(roundAway(to) - start + 1, 1);
  const clip = (place: number): number => Math.min(Math.max(place + start, 0), length);
  return Array.from({ length: bins }, (_, bin) => {
    const low = clip(Math.floor((bin * extent) / bins));
    const high = clip(Math.ceil(((bin + 1) * extent) / bins));
    return Array.from({ length: Math.max(0, high - low) }, (_, i) => low + i);
  });
}

/** Halves go away from zero. */
function roundAway(value: number): number {
  return Math.sign(value) * Math.round(Math.abs(value));
}
