import type { Tensor } from 'cambium';
import { YourTurn } from '../../kit/exercise.ts';

/**
 * Brings the features of a training and of a test set to one scale: (x − μ) / σ, feature by feature.
 * A feature that does not vary in the training set becomes x − μ.
 *
 * @param train `[samples, features]`
 * @param test `[other samples, features]`
 * @returns both sets, of the same shapes
 */
export function normalise(train: Tensor, test: Tensor): { train: Tensor; test: Tensor } {
  throw new YourTurn(
    `compute μ and σ, and apply them to [${train.shape.join(', ')}] and [${test.shape.join(', ')}]`,
  );
}
