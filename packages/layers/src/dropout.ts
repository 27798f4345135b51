// Dropout: of elements, and of whole channels.

import { dropout, type Generator, mul, ones, type Tensor, TensorError } from '@cambium/tensor';
import { Module } from './module.ts';

/** Options of the dropout layers. */
export interface DropoutLayerOptions {
  /** Where the random numbers come from; the default generator unless given. */
  generator?: Generator;
}

/** A layer that changes its input at random in training, and passes it in evaluation. */
export abstract class RandomLayer extends Module {
  /** Share of the elements (or the strength of the noise that stands for it). */
  readonly rate: number;
  /** As the functions take it. */
  protected readonly source: { readonly generator?: Generator };

  /** @throws TensorError `value` unless the rate is in [0, 1) */
  constructor(rate: number, { generator }: DropoutLayerOptions = {}) {
    super();
    if (!(rate >= 0 && rate < 1))
      throw new TensorError(this.constructor.name, 'value', `rate is in [0, 1), got ${rate}.`);
    this.rate = rate;
    this.source = generator === undefined ? {} : { generator };
  }

  forward(x: Tensor): Tensor {
    return this.isTraining && this.rate > 0 ? this.disturb(x) : x;
  }

  override toString(): string {
    return `${this.constructor.name} ${this.rate}`;
  }

  /** What happens in training. */
  protected abstract disturb(x: Tensor): Tensor;
}

/**
 * Sets a random share of the elements to zero in training and scales the rest by `1 / (1 − rate)`, so that the
 * expected sum stays ("inverted dropout"); passes everything in evaluation.
 *
 * @see Srivastava et al. 2014; course part 3.2.1, whose keep probability is `1 − rate`
 * @example
 * ```ts
 * const layer = new Dropout(0.5);
 * layer.forward(ones([4]));          // some 0, the others 2
 * layer.eval().forward(ones([4]));   // all 1
 * ```
 */
export class Dropout extends RandomLayer {
  protected override disturb(x: Tensor): Tensor {
    return dropout(x, this.rate, this.source);
  }
}

/**
 * Sets whole channels of `[batch, ...spatial, channels]` to zero in training, each of each sample by itself, and scales
 * the rest by `1 / (1 − rate)`. Neighbouring pixels are so alike that dropping single ones would hide little.
 *
 * @see Tompson et al., "Efficient object localization using convolutional networks" (2015)
 * @example
 * ```ts
 * const layer = new SpatialDropout(0.5);
 * layer.forward(ones([2, 4, 4, 8])).shape;          // [2, 4, 4, 8]
 * layer.eval().forward(ones([1, 2, 1]));   // [[[1], [1]]]
 * ```
 */
export class SpatialDropout extends RandomLayer {
  protected override disturb(x: Tensor): Tensor {
    if (x.rank < 3) {
      throw new TensorError(
        'SpatialDropout',
        'shape',
        `takes [batch, ...spatial, channels], got [${x.shape.join(', ')}].`,
        { shapes: [x.shape] },
      );
    }
    const channels = x.shape.map((length, axis) => (axis === 0 || axis === x.rank - 1 ? length : 1));
    return mul(x, dropout(ones(channels, { dtype: x.dtype }), this.rate, this.source));
  }
}
