import { add, type HostRandom, type Tensor } from 'cambium';

/**
 * Deals the samples of an epoch into batches: each sample once, in random order. The last batch takes what is left.
 *
 * @param count number of samples
 * @param batchSize samples in a batch
 * @param random its method `permutation(n)` gives the numbers from 0 to n − 1 in random order
 * @returns the sample numbers of each batch
 */
export function batches(count: number, batchSize: number, random: HostRandom): number[][] {
  const order = Array.from(random.permutation(count));
  return Array.from({ length: Math.ceil(count / batchSize) }, (_, i) =>
    order.slice(i * batchSize, (i + 1) * batchSize),
  );
}

/**
 * The gradient of the mean loss over all samples, from the gradients of the mean losses of the batches.
 *
 * @param gradients one for each batch
 * @param sizes samples in each batch
 */
export function wholeGradient(gradients: readonly Tensor[], sizes: readonly number[]): Tensor {
  const count = sizes.reduce((sum, size) => sum + size, 0);
  return gradients
    .map((gradient, i) => gradient.mul(sizes[i]! / count))
    .reduce((sum, each) => add(sum, each));
}
