// Relatives of dropout: noise that multiplies, and dropout that keeps the statistics of SELU networks.

import { add, bernoulli, mul, normal, type Tensor, where } from '@cambium/tensor';
import { RandomLayer } from './dropout.ts';

/**
 * Multiplies by normal numbers of mean 1 and variance `rate / (1 − rate)` in training, which is that of dropout; passes
 * everything in evaluation.
 *
 * @see Srivastava et al., "Dropout" (2014), section 10
 * @example
 * ```ts
 * const layer = new GaussianDropout(0.5);
 * layer.forward(ones([3])).shape;      // [3]
 * layer.eval().forward(ones([3]));   // [1, 1, 1]
 * ```
 */
export class GaussianDropout extends RandomLayer {
  protected override disturb(x: Tensor): Tensor {
    const std = Math.sqrt(this.rate / (1 - this.rate));
    return mul(x, normal(x.shape, { mean: 1, std, dtype: x.dtype, ...this.source }));
  }
}

/** What a SELU gives far on the left: −λα. */
const floor = -1.758_099_340_847_376_6;

/**
 * Sets a random share of the elements to where a SELU saturates, `α' = −λα`, then scales and shifts all so that mean 0 and
 * variance 1 stay: `y = a (x or α') + b` with `a = ((1 − p)(1 + p α'²))^(−1/2)` and `b = −a p α'`. Passes everything in
 * evaluation.
 *
 * @see Klambauer et al., "Self-normalizing neural networks" (2017)
 * @example
 * ```ts
 * const layer = new AlphaDropout(0.1);
 * layer.forward(normal([3])).shape;    // [3]
 * layer.eval().forward(ones([3]));   // [1, 1, 1]
 * ```
 */
export class AlphaDropout extends RandomLayer {
  protected override disturb(x: Tensor): Tensor {
    const { rate } = this;
    const scale = 1 / Math.sqrt((1 - rate) * (1 + rate * floor * floor));
    const kept = where(bernoulli(1 - rate, x.shape, this.source), x, floor);
    return add(mul(kept, scale), -scale * rate * floor);
  }
}
