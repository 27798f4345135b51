/**
 * Slides a kernel over an image: each result is the sum of the products of the kernel and the pixels under it. The kernel
 * is not mirrored, and stays inside of the image.
 *
 * @param image n × m numbers, row by row
 * @param kernel f × g numbers
 * @returns (n − f + 1) × (m − g + 1) numbers
 */
export function correlate(
  image: readonly (readonly number[])[],
  kernel: readonly (readonly number[])[],
): number[][] {
  const [height, width] = [image.length - kernel.length + 1, image[0]!.length - kernel[0]!.length + 1];
  return Array.from({ length: height }, (_, top) =>
    Array.from({ length: width }, (_, left) =>
      kernel
        .flatMap((row, i) => row.map((weight, j) => weight * image[top + i]![left + j]!))
        .reduce((sum, product) => sum + product, 0),
    ),
  );
}
