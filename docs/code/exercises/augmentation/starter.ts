// A mirrored picture, and when to stop training.

import type { Tensor } from 'cambium';
import { YourTurn } from '../../kit/exercise.ts';

/**
 * Pictures with left and right swapped.
 *
 * @param images `[count, height, width, channels]`
 */
export function mirror(images: Tensor): Tensor {
  throw new YourTurn(`flip one axis of [${images.shape}]`);
}

/** What early stopping decided; epochs count from 0. */
export interface Stop {
  /** The last epoch that was trained. */
  readonly last: number;
  /** The epoch with the least validation loss so far, whose weights are put back. */
  readonly best: number;
}

/**
 * Follows the validation loss, epoch by epoch, and stops once `patience` epochs in a row have not been better than the best
 * one. Losses after the stop must not be looked at.
 *
 * @param losses validation loss of each epoch that could be trained, at least one
 */
export function stopEarly(losses: readonly number[], patience: number): Stop {
  throw new YourTurn(
    `walk through ${losses.length} losses and count epochs without improvement up to ${patience}`,
  );
}
