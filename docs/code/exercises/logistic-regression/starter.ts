// The loss that does not overflow, and the gradient of logistic regression.

import type { Tensor } from 'cambium';
import { YourTurn } from '../../kit/exercise.ts';

/**
 * The loss of one sample from its logit: `−y log σ(z) − (1 − y) log(1 − σ(z))`, right for every finite `z`.
 *
 * Bring it into a form in which no exponential can overflow and no logarithm sees a zero.
 *
 * @param z the logit, also as large as 1000 or as small as −1000
 * @param y 0 or 1
 */
export function lossFromLogit(z: number, y: number): number {
  throw new YourTurn(`the loss for z = ${z} and y = ${y}, with Math.exp(-Math.abs(z)) and Math.log1p`);
}

/**
 * The gradient of the mean loss by the weights and by the bias.
 *
 * @param x `[m, n]`
 * @param y `[m, 1]`
 * @param a what the unit says about each sample, `[m, 1]`
 * @returns `dw` `[n, 1]` and `db` `[1]`
 */
export function gradient(x: Tensor, y: Tensor, a: Tensor): { dw: Tensor; db: Tensor } {
  throw new YourTurn(`dw and db from x [${x.shape}], y [${y.shape}] and a [${a.shape}]`);
}
