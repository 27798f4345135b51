import type { Tensor } from 'cambium';
import { YourTurn } from '../../kit/exercise.ts';

/**
 * Clips gradients by their global norm, the root of the sum of all their squares: if it is greater than the limit, all
 * are multiplied by limit / norm; otherwise they stay as they are.
 *
 * @param gradients of any shapes
 * @param limit greatest norm, > 0
 * @returns one tensor for each gradient
 */
export function clip(gradients: readonly Tensor[], limit: number): Tensor[] {
  throw new YourTurn(`compute the common norm of ${gradients.length} gradients, and scale them to ${limit}`);
}
