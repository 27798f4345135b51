// Pooling: windows of images reduced to their maximum or mean, channel by channel.

import { formatShape, TensorError } from '../errors.ts';
import { execute } from '../execute.ts';
import { sizeOf } from '../layout.ts';
import { type PoolAttrs, poolOutputShape } from '../op-table/network.ts';
import type { Tensor } from '../tensor.ts';
import { mul } from './arithmetic.ts';
import { concat } from './join.ts';
import { asFloating, hostIndices, inNameOf, type TensorLike } from './lift.ts';
import { pad } from './pad.ts';
import { max, mean } from './reduce.ts';
import { reshape } from './shape.ts';
import { sliceAxis } from './slice.ts';
import { checkImages, type Padding, type PerAxis, perAxis, resolvePadding } from './window.ts';

/** Options of all pooling with a window. */
export interface PoolOptions {
  /** Step of the window; its size unless given. */
  readonly stride?: PerAxis;
  /** Border around `x`, narrower than the window; `'valid'` (none) unless given. */
  readonly padding?: Padding;
  /** Keeps a last window that lies partly outside. */
  readonly ceilMode?: boolean;
}

/** Options of max pooling. */
export interface MaxPoolOptions extends PoolOptions {
  /** Distance of the window's elements; 1 unless given. */
  readonly dilation?: PerAxis;
}

/** Options of average pooling. */
export interface AvgPoolOptions extends PoolOptions {
  /** Whether the border counts in the divisor; it does unless told otherwise. */
  readonly countPadding?: boolean;
  /** What sums are divided by instead of the size of the window. */
  readonly divisor?: number | null;
}

/**
 * Greatest element of each window of a sequence. The border never wins; of equals the first gets the gradient.
 *
 * @param x `[batch, length, channels]`, floating dtype
 * @param kernelSize size of the window
 * @returns `[batch, ⌊(length + padding − dilation·(kernel − 1) − 1) / stride⌋ + 1, channels]`
 * @throws TensorError `shape` if the window does not fit, `value` for an impossible option
 * @example
 * ```ts
 * maxPool1d(reshape(tensor([1, 3, 2, 4]), [1, 4, 1]), 2).flatten(0); // [3, 4]
 * ```
 */
export function maxPool1d(x: TensorLike, kernelSize: PerAxis, options: MaxPoolOptions = {}): Tensor {
  return maxPool('maxPool1d', 1, x, kernelSize, options);
}

/**
 * Greatest element of each window of an image. The border never wins; of equals the first gets the gradient.
 *
 * @param x `[batch, height, width, channels]`, floating dtype
 * @param kernelSize size of the window
 * @returns `[batch, height', width', channels]`, sizes as for {@link maxPool1d}
 * @throws TensorError `shape` if the window does not fit, `value` for an impossible option
 * @see course part 5.6
 * @example
 * ```ts
 * maxPool2d(zeros([1, 28, 28, 6]), 2).shape; // [1, 14, 14, 6]
 * ```
 */
export function maxPool2d(x: TensorLike, kernelSize: PerAxis, options: MaxPoolOptions = {}): Tensor {
  return maxPool('maxPool2d', 2, x, kernelSize, options);
}

/**
 * Greatest element of each window of a volume.
 *
 * @param x `[batch, depth, height, width, channels]`, floating dtype
 * @param kernelSize size of the window
 * @returns `[batch, depth', height', width', channels]`, sizes as for {@link maxPool1d}
 * @throws TensorError `shape` if the window does not fit, `value` for an impossible option
 * @example
 * ```ts
 * maxPool3d(zeros([1, 4, 4, 4, 2]), 2).shape; // [1, 2, 2, 2, 2]
 * ```
 */
export function maxPool3d(x: TensorLike, kernelSize: PerAxis, options: MaxPoolOptions = {}): Tensor {
  return maxPool('maxPool3d', 3, x, kernelSize, options);
}

/**
 * Mean of each window of a sequence.
 *
 * @param x `[batch, length, channels]`, floating dtype
 * @param kernelSize size of the window
 * @returns `[batch, ⌊(length + padding − kernel) / stride⌋ + 1, channels]`
 * @throws TensorError `shape` if the window does not fit, `value` for an impossible option
 * @example
 * ```ts
 * avgPool1d(reshape(tensor([1, 3, 2, 4]), [1, 4, 1]), 2).flatten(0); // [2, 3]
 * ```
 */
export function avgPool1d(x: TensorLike, kernelSize: PerAxis, options: AvgPoolOptions = {}): Tensor {
  return avgPool('avgPool1d', 1, x, kernelSize, options);
}

/**
 * Mean of each window of an image.
 *
 * @param x `[batch, height, width, channels]`, floating dtype
 * @param kernelSize size of the window
 * @returns `[batch, height', width', channels]`, sizes as for {@link avgPool1d}
 * @throws TensorError `shape` if the window does not fit, `value` for an impossible option
 * @see course part 5.6
 * @example
 * ```ts
 * avgPool2d(zeros([1, 28, 28, 6]), 2).shape; // [1, 14, 14, 6]
 * ```
 */
export function avgPool2d(x: TensorLike, kernelSize: PerAxis, options: AvgPoolOptions = {}): Tensor {
  return avgPool('avgPool2d', 2, x, kernelSize, options);
}

/**
 * Mean of each window of a volume.
 *
 * @param x `[batch, depth, height, width, channels]`, floating dtype
 * @param kernelSize size of the window
 * @returns `[batch, depth', height', width', channels]`, sizes as for {@link avgPool1d}
 * @throws TensorError `shape` if the window does not fit, `value` for an impossible option
 * @example
 * ```ts
 * avgPool3d(zeros([1, 4, 4, 4, 2]), 2).shape; // [1, 2, 2, 2, 2]
 * ```
 */
export function avgPool3d(x: TensorLike, kernelSize: PerAxis, options: AvgPoolOptions = {}): Tensor {
  return avgPool('avgPool3d', 3, x, kernelSize, options);
}

function maxPool(
  op: string,
  rank: number,
  x: TensorLike,
  kernelSize: PerAxis,
  options: MaxPoolOptions,
): Tensor {
  const dilation = perAxis(op, 'dilation', options.dilation ?? 1, rank);
  const { input, window } = prepare(op, rank, x, kernelSize, options, dilation);
  return inNameOf(op, () => execute('maxPool', [input], { ...window, dilation }));
}

function avgPool(
  op: string,
  rank: number,
  x: TensorLike,
  kernelSize: PerAxis,
  options: AvgPoolOptions,
): Tensor {
  const { input, window } = prepare(op, rank, x, kernelSize, options, new Array<number>(rank).fill(1));
  const { countPadding = true, divisor = null } = options;
  if (divisor === null) return inNameOf(op, () => execute('avgPool', [input], { ...window, countPadding }));
  if (!Number.isFinite(divisor) || divisor === 0) {
    throw new TensorError(op, 'value', `divisor must be a number other than 0, got ${divisor}.`);
  }
  return inNameOf(op, () => {
    const padded = padToWindows(input, window);
    const padding = window.padding.map(() => [0, 0] as const);
    const means = execute('avgPool', [padded], { ...window, padding, ceilMode: false, countPadding });
    return mul(means, sizeOf(window.kernelShape) / divisor);
  });
}

/** Zeros around `x`, or less of it, so that the windows end where it ends and all have their full size. */
function padToWindows(x: Tensor, window: PoolAttrs): Tensor {
  const spatial = x.shape.slice(1, -1);
  const counts = poolOutputShape(spatial, window);
  const widths = spatial.map((length, i) => {
    const reach = (counts[i]! - 1) * window.strides[i]! + window.kernelShape[i]!;
    const before = window.padding[i]![0];
    return [before, reach - length - before] as const;
  });
  return pad(x, [[0, 0], ...widths, [0, 0]]);
}

function prepare(
  op: string,
  rank: number,
  x: TensorLike,
  kernelSize: PerAxis,
  options: PoolOptions,
  dilation: readonly number[],
) {
  const input = asFloating(x, op);
  checkImages(op, input, rank);
  const kernelShape = perAxis(op, 'kernelSize', kernelSize, rank);
  const strides = perAxis(op, 'stride', options.stride ?? kernelShape, rank);
  const padding = resolvePadding(
    op,
    options.padding ?? 'valid',
    input.shape.slice(1, -1),
    kernelShape,
    strides,
    dilation,
  );
  const isTooWide = padding.some((pair, i) =>
    pair.some((width) => width > dilation[i]! * (kernelShape[i]! - 1)),
  );
  if (isTooWide) {
    throw new TensorError(
      op,
      'value',
      `padding ${JSON.stringify(padding)} is as wide as the window ${formatShape(kernelShape)}: some windows would see nothing.`,
    );
  }
  return { input, window: { kernelShape, strides, padding, ceilMode: options.ceilMode ?? false } };
}

/** Options of global pooling. */
export interface GlobalPoolOptions {
  /** Keeps the spatial axes with length 1. */
  readonly keepDims?: boolean;
}

/**
 * Greatest element of each channel.
 *
 * @param x `[batch, ...spatial, channels]`
 * @returns `[batch, channels]`
 * @throws TensorError `shape` if there are no spatial axes or no elements
 * @example
 * ```ts
 * globalMaxPool(zeros([8, 7, 7, 64])).shape; // [8, 64]
 * ```
 */
export function globalMaxPool(x: TensorLike, options: GlobalPoolOptions = {}): Tensor {
  const input = asFloating(x, 'globalMaxPool');
  return max(input, spatialAxes('globalMaxPool', input), options);
}

/**
 * Mean of each channel.
 *
 * @param x `[batch, ...spatial, channels]`
 * @returns `[batch, channels]`
 * @throws TensorError `shape` if there are no spatial axes
 * @example
 * ```ts
 * globalAvgPool(ones([8, 7, 7, 64])).shape; // [8, 64]
 * ```
 */
export function globalAvgPool(x: TensorLike, options: GlobalPoolOptions = {}): Tensor {
  const input = asFloating(x, 'globalAvgPool');
  return mean(input, spatialAxes('globalAvgPool', input), options);
}

function spatialAxes(op: string, x: Tensor): number[] {
  if (x.rank < 3) {
    throw new TensorError(op, 'shape', `takes [batch, ...spatial, channels], got ${formatShape(x.shape)}.`, {
      shapes: [x.shape],
    });
  }
  return x.shape.map((_, axis) => axis).slice(1, -1);
}

/**
 * Greatest element of each of `outputSize` bins. Bin `i` runs from `⌊i·n / size⌋` to `⌈(i + 1)·n / size⌉`, as in PyTorch.
 *
 * @param x `[batch, ...spatial, channels]`, floating dtype
 * @param outputSize number of bins, any size ≥ 1
 * @returns `[batch, ...outputSize, channels]`
 * @throws TensorError `shape` if there are no spatial axes or no elements, `value` if a size is not an integer ≥ 1
 * @example
 * ```ts
 * adaptiveMaxPool(zeros([1, 7, 5, 2]), 3).shape; // [1, 3, 3, 2]
 * ```
 */
export function adaptiveMaxPool(x: TensorLike, outputSize: PerAxis): Tensor {
  return adaptive('adaptiveMaxPool', x, outputSize, max);
}

/**
 * Mean of each of `outputSize` bins, which are those of {@link adaptiveMaxPool}.
 *
 * @param x `[batch, ...spatial, channels]`, floating dtype
 * @param outputSize number of bins, any size ≥ 1
 * @returns `[batch, ...outputSize, channels]`
 * @throws TensorError `shape` if there are no spatial axes or no elements, `value` if a size is not an integer ≥ 1
 * @example
 * ```ts
 * adaptiveAvgPool(reshape(tensor([1, 2, 3]), [1, 3, 1]), 2).flatten(0); // [1.5, 2.5]
 * ```
 */
export function adaptiveAvgPool(x: TensorLike, outputSize: PerAxis): Tensor {
  return adaptive('adaptiveAvgPool', x, outputSize, mean);
}

function adaptive(op: string, x: TensorLike, outputSize: PerAxis, fold: typeof max): Tensor {
  const input = asFloating(x, op);
  const axes = spatialAxes(op, input);
  const sizes = perAxis(op, 'outputSize', outputSize, axes.length);
  if (axes.some((axis) => input.shape[axis] === 0)) {
    throw new TensorError(op, 'shape', `has no elements to pool in ${formatShape(input.shape)}.`, {
      shapes: [input.shape],
    });
  }
  // Bins are boxes, so that one axis can be folded after the other.
  return axes.reduce((folded, axis, i) => foldBins(folded, axis, sizes[i]!, fold), input);
}

function foldBins(x: Tensor, axis: number, count: number, fold: typeof max): Tensor {
  const length = x.shape[axis]!;
  if (length % count === 0) {
    const split = reshape(x, [...x.shape.slice(0, axis), count, length / count, ...x.shape.slice(axis + 1)]);
    return fold(split, axis + 1);
  }
  const bins = Array.from({ length: count }, (_, i) => {
    const start = Math.floor((i * length) / count);
    const end = Math.ceil(((i + 1) * length) / count);
    return fold(sliceAxis(x, axis, start, end - start), axis, { keepDims: true });
  });
  return concat(bins, axis);
}

/** Options of {@link unfold}. */
export interface UnfoldOptions {
  /** Step of the window; 1 unless given. */
  readonly stride?: PerAxis;
  /** Border of zeros around `x`; `'valid'` (none) unless given. */
  readonly padding?: Padding;
  /** Distance of the window's elements; 1 unless given. */
  readonly dilation?: PerAxis;
}

/**
 * The windows of images as rows (im2col): a convolution is `unfold(x) · weight` with the weight flattened.
 *
 * @param x `[batch, ...spatial, channels]`, floating dtype
 * @param kernelSize size of the window
 * @returns `[batch, windows, kernel · channels]`, elements of a window in row-major order, channels last
 * @throws TensorError `shape` if the window does not fit, `value` for an impossible option
 * @example
 * ```ts
 * unfold(reshape(tensor([1, 2, 3]), [1, 3, 1]), 2); // [[[1, 2], [2, 3]]]
 * ```
 */
export function unfold(x: TensorLike, kernelSize: PerAxis, options: UnfoldOptions = {}): Tensor {
  const input = asFloating(x, 'unfold');
  const rank = spatialAxes('unfold', input).length;
  const kernel = perAxis('unfold', 'kernelSize', kernelSize, rank);
  const strides = perAxis('unfold', 'stride', options.stride ?? 1, rank);
  const dilation = perAxis('unfold', 'dilation', options.dilation ?? 1, rank);
  const widths = resolvePadding(
    'unfold',
    options.padding ?? 'valid',
    input.shape.slice(1, -1),
    kernel,
    strides,
    dilation,
  );
  const padded = pad(input, [[0, 0], ...widths, [0, 0]]);
  const spatial = padded.shape.slice(1, -1);
  const counts = spatial.map(
    (length, i) => Math.floor((length - dilation[i]! * (kernel[i]! - 1) - 1) / strides[i]!) + 1,
  );
  if (counts.some((count) => count < 1)) {
    throw new TensorError(
      'unfold',
      'shape',
      `the window ${formatShape(kernel)} does not fit into x ${formatShape(input.shape)}. Use a smaller kernel or more padding.`,
      {
        shapes: [input.shape, kernel],
      },
    );
  }
  const origins = places(counts, strides, spatial);
  const offsets = places(kernel, dilation, spatial);
  const indices = Int32Array.from(origins.flatMap((origin) => offsets.map((offset) => origin + offset)));
  const [batch, channels] = [padded.shape[0]!, padded.shape.at(-1)!];
  const pixels = reshape(padded, [batch, spatial.reduce((a, b) => a * b, 1), channels]);
  const windows = execute('gather', [pixels, hostIndices(indices, [indices.length], input, 'unfold')], {
    axis: 1,
  });
  return reshape(windows, [batch, origins.length, offsets.length * channels]);
}

/** Flat places of a grid of `counts` points, `steps` apart, in an image of a shape. */
function places(counts: readonly number[], steps: readonly number[], shape: readonly number[]): number[] {
  let found = [0];
  counts.forEach((count, axis) => {
    found = found.flatMap((place) =>
      Array.from({ length: count }, (_, i) => place * shape[axis]! + i * steps[axis]!),
    );
  });
  return found;
}
