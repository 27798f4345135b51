// A convolution with padding and stride, by hand.

/** Width of the output of a convolution, for an input of width n: filter f, padding p on both sides, stride s. */
export function outputSize(n: number, f: number, p: number, s: number): number {
  return Math.floor((n + 2 * p - f) / s) + 1;
}

/**
 * Lays a filter over each window of an image and adds up the products. Like all frameworks, it does not turn the filter
 * round. Outside of the image there are zeros.
 *
 * @param image rows of a square image
 * @param filter rows of a square filter
 */
export function convolve(
  image: readonly (readonly number[])[],
  filter: readonly (readonly number[])[],
  padding: number,
  stride: number,
): number[][] {
  const size = outputSize(image.length, filter.length, padding, stride);
  const window = (top: number, left: number): number =>
    filter
      .flatMap((weights, row) =>
        weights.map((weight, column) => weight * (image[top + row]?.[left + column] ?? 0)),
      )
      .reduce((sum, product) => sum + product, 0);
  return Array.from({ length: size }, (_, row) =>
    Array.from({ length: size }, (_, column) => window(stride * row - padding, stride * column - padding)),
  );
}
