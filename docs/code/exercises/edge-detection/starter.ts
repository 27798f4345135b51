import { YourTurn } from '../../kit/exercise.ts';

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
  throw new YourTurn(`slide ${kernel.length} rows of the kernel over ${image.length} rows of the image`);
}
