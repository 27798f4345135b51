// Morphology: windows of images reduced to the greatest sum with a structuring element.

import { formatShape, TensorError } from '../errors.ts';
import type { Tensor } from '../tensor.ts';
import { add } from './arithmetic.ts';
import { inNameOf, promoteAll, type TensorLike, toFloating } from './lift.ts';
import { pad } from './pad.ts';
import { unfold } from './pool.ts';
import { max } from './reduce.ts';
import { expandDims, reshape } from './shape.ts';
import { checkImages, type Padding, type PerAxis, perAxis, resolvePadding } from './window.ts';

/** Options of {@link dilation2d}. */
export interface Dilation2dOptions {
  /** Step of the window; 1 unless given. */
  readonly stride?: PerAxis;
  /** Border around `x`, which never wins; `'valid'` (none) unless given. */
  readonly padding?: Padding;
  /** Distance of the window's elements; 1 unless given. */
  readonly dilation?: PerAxis;
}

/**
 * Grey-scale dilation of images: `y[p, c] = max over k of x[p · stride + k · dilation, c] + filter[k, c]`. With a filter of
 * zeros it is {@link maxPool2d}.
 *
 * @param x `[batch, height, width, channels]`
 * @param filter `[kernelHeight, kernelWidth, channels]`
 * @returns `[batch, …, channels]`, floating
 * @throws TensorError `shape` if the filter does not fit the images, `value` for invalid windows
 * @see Serra, "Image analysis and mathematical morphology" (1982)
 * @example
 * ```ts
 * const x = reshape(tensor([1, 2, 3, 4]), [1, 2, 2, 1]);
 * dilation2d(x, reshape(tensor([5, 0, 0, 0]), [2, 2, 1])).flatten(0); // [6]
 * ```
 */
export function dilation2d(x: TensorLike, filter: TensorLike, options: Dilation2dOptions = {}): Tensor {
  const op = 'dilation2d';
  const [images, element] = promoteAll(op, [x, filter]).map(toFloating) as [Tensor, Tensor];
  checkImages(op, images, 2);
  if (element.rank !== 3 || element.shape[2] !== images.shape[3]) {
    throw new TensorError(
      op,
      'shape',
      `takes a filter [height, width, ${images.shape[3]}] for x ${formatShape(images.shape)}, got ${formatShape(element.shape)}.`,
      { shapes: [images.shape, element.shape] },
    );
  }
  const [batch, , , channels] = images.shape as [number, number, number, number];
  const kernel = element.shape.slice(0, 2) as [number, number];
  const [stride, dilation] = [
    perAxis(op, 'stride', options.stride ?? 1, 2),
    perAxis(op, 'dilation', options.dilation ?? 1, 2),
  ];
  const spatial = images.shape.slice(1, -1);
  const widths = resolvePadding(op, options.padding ?? 'valid', spatial, kernel, stride, dilation);
  return inNameOf(op, () => {
    const padded = pad(images, [[0, 0], ...widths, [0, 0]], { value: Number.NEGATIVE_INFINITY });
    const windows = unfold(padded, kernel, { stride, dilation });
    const size = kernel[0] * kernel[1];
    const elements = reshape(windows, [batch, windows.shape[1]!, size, channels]);
    const greatest = max(add(elements, expandDims(reshape(element, [size, channels]), 0)), 2);
    const counts = padded.shape.slice(1, -1).map((length, i) => {
      return Math.floor((length - dilation[i]! * (kernel[i]! - 1) - 1) / stride[i]!) + 1;
    });
    return reshape(greatest, [batch, ...counts, channels]);
  });
}
