import type { HostRandom, Tensor } from 'cambium';
import { YourTurn } from '../../kit/exercise.ts';

/**
 * Deals the samples of an epoch into batches: each sample once, in random order. The last batch takes what is left.
 *
 * @param count number of samples
 * @param batchSize samples in a batch
 * @param random its method `permutation(n)` gives the numbers from 0 to n − 1 in random order
 * @returns the sample numbers of each batch
 */
export function batches(count: number, batchSize: number, random: HostRandom): number[][] {
  throw new YourTurn(`deal ${count} samples into batches of ${batchSize} with ${typeof random.permutation}`);
}

/**
 * The gradient of the mean loss over all samples, from the gradients of the mean losses of the batches.
 *
 * @param gradients one for each batch
 * @param sizes samples in each batch
 */
export function wholeGradient(gradients: readonly Tensor[], sizes: readonly number[]): Tensor {
  throw new YourTurn(`combine ${gradients.length} gradients of batches of ${sizes.join(', ')} samples`);
}
