// Max pooling that also tells where the greatest elements are, for un-pooling.

import type { Tensor } from '../tensor.ts';
import { add, floorDiv, mod, mul } from './arithmetic.ts';
import { takeAlongAxis } from './indexing.ts';
import { asFloating, countBeside, hostIndices, inNameOf, type TensorLike } from './lift.ts';
import { pad } from './pad.ts';
import { type MaxPoolOptions, unfold } from './pool.ts';
import { argMax } from './reduce.ts';
import { expandDims, reshape, squeeze } from './shape.ts';
import { checkImages, type PerAxis, perAxis, resolvePadding } from './window.ts';

/** What {@link maxPool2dWithIndices} gives. */
export interface PooledWithIndices {
  /** As {@link maxPool2d}. */
  readonly values: Tensor;
  /** int32: place of each value in its image, flattened as `[height · width · channels]`. */
  readonly indices: Tensor;
}

/**
 * Max pooling of images with the places of the maxima; of equals the first counts.
 *
 * @param x `[batch, height, width, channels]`, floating dtype
 * @param kernelSize size of the window
 * @returns values and places, both `[batch, …, channels]`
 * @throws TensorError `shape` if `x` is not a batch of images or no window fits, `value` for invalid options
 * @see Badrinarayanan et al., "SegNet" (2017), which un-pools with the places
 * @example
 * ```ts
 * const x = reshape(tensor([1, 5, 3, 2]), [1, 2, 2, 1]);
 * maxPool2dWithIndices(x, 2).indices.flatten(0); // [1]
 * ```
 */
export function maxPool2dWithIndices(
  x: TensorLike,
  kernelSize: PerAxis,
  options: Omit<MaxPoolOptions, 'ceilMode'> = {},
): PooledWithIndices {
  const op = 'maxPool2dWithIndices';
  const images = asFloating(x, op);
  checkImages(op, images, 2);
  const kernel = perAxis(op, 'kernelSize', kernelSize, 2);
  const stride = perAxis(op, 'stride', options.stride ?? kernel, 2);
  const dilation = perAxis(op, 'dilation', options.dilation ?? 1, 2);
  const [batch, height, width, channels] = images.shape as [number, number, number, number];
  const widths = resolvePadding(op, options.padding ?? 'valid', [height, width], kernel, stride, dilation);
  return inNameOf(op, () => {
    const padded = pad(images, [[0, 0], ...widths, [0, 0]], { value: Number.NEGATIVE_INFINITY });
    const windows = unfold(padded, kernel, { stride, dilation });
    const taps = kernel[0]! * kernel[1]!;
    const count = windows.shape[1]!;
    const elements = reshape(windows, [batch, count, taps, channels]);
    const tap = expandDims(argMax(elements, 2), 2);
    const columns = countOf(padded.shape[2]!, 1);
    const shape = [batch, count / columns, columns, channels];
    const row = add(origins(0, columns), mul(floorDiv(tap, kernel[1]!), dilation[0]!));
    const column = add(origins(1, columns), mul(mod(tap, kernel[1]!), dilation[1]!));
    const pixel = add(mul(row, width), column);
    const indices = add(mul(pixel, channels), countBeside(channels, images));
    return {
      values: reshape(squeeze(takeAlongAxis(elements, tap, 2), 2), shape),
      indices: reshape(indices, shape),
    };

    function countOf(length: number, axis: number): number {
      return Math.floor((length - dilation[axis]! * (kernel[axis]! - 1) - 1) / stride[axis]!) + 1;
    }

    /** Row or column of the first tap of each window in the image without its border. */
    function origins(axis: 0 | 1, perRow: number): Tensor {
      const places = Int32Array.from({ length: count }, (_, i) => {
        const step = axis === 0 ? Math.floor(i / perRow) : i % perRow;
        return step * stride[axis]! - widths[axis]![0];
      });
      return hostIndices(places, [count, 1, 1], images, op);
    }
  });
}
