// Filters by hand: edges, and blur. What a convolutional network learns by itself.

import {
  add,
  asTensor,
  cast,
  depthwiseConv2d,
  formatShape,
  isFloating,
  mul,
  outer,
  pad,
  reshape,
  sqrt,
  square,
  type Tensor,
  TensorError,
  type TensorLike,
  tensor,
} from '@cambium/tensor';

/** Filters for edges: how the three rows (or columns) along an edge are weighed. */
export type EdgeFilter = 'sobel' | 'scharr' | 'prewitt';

const smoothing: Readonly<Record<EdgeFilter, readonly number[]>> = {
  sobel: [1, 2, 1],
  scharr: [3, 10, 3],
  prewitt: [1, 1, 1],
};

/**
 * The 3×3 filter for edges in one direction: light minus dark across the edge, a weighted sum along it. `'vertical'` edges
 * lie between left and right; the filter is positive on the left, as in the course.
 *
 * @returns `[3, 3]`
 * @throws TensorError `value` for an unknown filter
 * @see course part 5.1
 * @example
 * ```ts
 * edgeKernel('prewitt', 'vertical'); // [[1, 0, -1], [1, 0, -1], [1, 0, -1]]
 * ```
 */
export function edgeKernel(filter: EdgeFilter, edges: 'vertical' | 'horizontal'): Tensor {
  const along = smoothing[filter];
  if (along === undefined) {
    const known = Object.keys(smoothing).join(', ');
    throw new TensorError('edgeKernel', 'value', `there is no filter ${filter}. Use ${known}.`);
  }
  const across = [1, 0, -1];
  return edges === 'vertical' ? outer(tensor(along), tensor(across)) : outer(tensor(across), tensor(along));
}

/**
 * Each channel of images convolved with one kernel, the border repeated outwards; the size stays. As everywhere in deep
 * learning the kernel is not mirrored.
 *
 * @param images `[batch, height, width, channels]`; integers become float32
 * @param kernel `[rows, columns]`, both odd
 * @returns the shape of the images
 * @throws TensorError `shape` if images or kernel have other ranks, or a side of the kernel is even
 * @example
 * ```ts
 * const images = reshape(tensor([10, 10, 0, 0]), [1, 1, 4, 1]);
 * filterImages(images, tensor([[1, 0, -1]])); // [[[[0], [10], [10], [0]]]]
 * ```
 */
export function filterImages(images: TensorLike, kernel: TensorLike): Tensor {
  const [given, weights] = [asTensor(images, 'filterImages'), asTensor(kernel, 'filterImages')];
  if (given.rank !== 4 || weights.rank !== 2 || weights.shape.some((side) => side % 2 === 0)) {
    throw new TensorError(
      'filterImages',
      'shape',
      `takes images [batch, height, width, channels] and a kernel with odd sides, got ${formatShape(given.shape)} and ${formatShape(weights.shape)}.`,
      { shapes: [given.shape, weights.shape] },
    );
  }
  const x = isFloating(given.dtype) ? given : cast(given, 'float32');
  const [rows, columns] = weights.shape as [number, number];
  const [above, beside] = [(rows - 1) / 2, (columns - 1) / 2];
  const padded = pad(
    x,
    [
      [0, 0],
      [above, above],
      [beside, beside],
      [0, 0],
    ],
    { mode: 'replicate' },
  );
  const channels = x.shape[3]!;
  const each = reshape(cast(weights, x.dtype), [rows, columns, 1, 1]).broadcastTo([
    rows,
    columns,
    channels,
    1,
  ]);
  return depthwiseConv2d(padded, each);
}

/**
 * How steep images are: `√(h² + v²)` of the responses to both edge filters.
 *
 * @param images `[batch, height, width, channels]`
 * @returns the shape of the images
 * @throws TensorError `shape` for other ranks, `value` for an unknown filter
 * @see course part 5.1
 * @example
 * ```ts
 * const images = reshape(tensor([[10, 10, 0, 0], [10, 10, 0, 0], [10, 10, 0, 0]]), [1, 3, 4, 1]);
 * reshape(edges(images), [3, 4]); // [[0, 40, 40, 0], [0, 40, 40, 0], [0, 40, 40, 0]]
 * ```
 */
export function edges(images: TensorLike, filter: EdgeFilter = 'sobel'): Tensor {
  const across = filterImages(images, edgeKernel(filter, 'vertical'));
  const down = filterImages(images, edgeKernel(filter, 'horizontal'));
  return sqrt(add(square(across), square(down)));
}

/**
 * The Laplace filter, the sum of the second differences: 0 on planes and slopes, large at edges and points.
 *
 * @param images `[batch, height, width, channels]`
 * @returns the shape of the images
 * @throws TensorError `shape` for other ranks
 * @example
 * ```ts
 * reshape(laplace(reshape(tensor([0, 0, 9, 0, 0]), [1, 1, 5, 1])), [5]); // [0, 9, -18, 9, 0]
 * ```
 */
export function laplace(images: TensorLike): Tensor {
  return filterImages(
    images,
    tensor([
      [0, 1, 0],
      [1, -4, 1],
      [0, 1, 0],
    ]),
  );
}

/**
 * Blur with weights `e^(−d² / 2σ²)` of the distance d, which sum to 1; cut off at three sigma.
 *
 * @param images `[batch, height, width, channels]`
 * @param sigma in pixels
 * @returns the shape of the images
 * @throws TensorError `shape` for other ranks, `value` unless sigma is positive
 * @example
 * ```ts
 * reshape(gaussianBlur(reshape(tensor([0, 0, 1, 0, 0]), [1, 1, 5, 1]), 0.5), [5]); // [0.0003, 0.1065, 0.7866, 0.1065, 0.0003]
 * ```
 */
export function gaussianBlur(images: TensorLike, sigma: number): Tensor {
  if (!(sigma > 0 && Number.isFinite(sigma)))
    throw new TensorError('gaussianBlur', 'value', `sigma is a number > 0, got ${sigma}.`);
  const reach = Math.max(1, Math.ceil(3 * sigma));
  const weights = Array.from({ length: 2 * reach + 1 }, (_, i) =>
    Math.exp(-((i - reach) ** 2) / (2 * sigma ** 2)),
  );
  const row = mul(tensor(weights), 1 / weights.reduce((sum, weight) => sum + weight, 0));
  return filterImages(filterImages(images, reshape(row, [1, -1])), reshape(row, [-1, 1]));
}
