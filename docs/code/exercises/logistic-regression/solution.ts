// The loss that does not overflow, and the gradient of logistic regression.

import { matmul, type Tensor } from 'cambium';

/**
 * The loss of one sample from its logit: `−y log σ(z) − (1 − y) log(1 − σ(z))`, right for every finite `z`.
 *
 * @param z the logit, also as large as 1000 or as small as −1000
 * @param y 0 or 1
 */
export function lossFromLogit(z: number, y: number): number {
  return Math.max(z, 0) - z * y + Math.log1p(Math.exp(-Math.abs(z)));
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
  const dz = a.sub(y);
  return { dw: matmul(x.transpose(), dz).div(x.shape[0]!), db: dz.mean(0) };
}
