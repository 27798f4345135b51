// Where a vector stands in its sequence, told by a vector that is added.

import { add, formatShape, State, scope, slice, type Tensor, TensorError, tensor } from '@cambium/tensor';
import { Module } from './module.ts';

/**
 * Adds sines and cosines of geometrically growing wavelengths: `sin(t / 10000^(2i/d))` on the even features and the
 * cosine on the odd ones, for place `t`.
 *
 * @see Vaswani et al., "Attention is all you need" (2017), section 3.5
 * @example
 * ```ts
 * const layer = new PositionalEncoding({ features: 4, longest: 100 });
 * layer.forward(zeros([1, 2, 4]));   // [[[0, 1, 0, 1], [0.8415, 0.5403, 0.01, 0.99995]]]
 * ```
 */
export class PositionalEncoding extends Module {
  /** `[longest, features]` */
  readonly encoding: State;

  /** @param options.longest length of the longest sequence */
  constructor(options: { features: number; longest: number }) {
    super();
    const { features, longest } = options;
    const values = new Float32Array(longest * features);
    for (let place = 0; place < longest; place++) {
      for (let i = 0; i < features; i++) {
        const angle = place / 10_000 ** ((i - (i % 2)) / features);
        values[place * features + i] = i % 2 === 0 ? Math.sin(angle) : Math.cos(angle);
      }
    }
    this.encoding = scope(() => new State(tensor(values, { shape: [longest, features] })));
  }

  /**
   * @param x `[batch, length, features]`
   * @throws TensorError `shape` if x is longer than the longest sequence or has other features
   */
  forward(x: Tensor): Tensor {
    const [longest, features] = this.encoding.shape as [number, number];
    if (x.rank < 2 || x.shape.at(-1) !== features || x.shape.at(-2)! > longest) {
      throw new TensorError(
        'PositionalEncoding',
        'shape',
        `takes [batch, length ≤ ${longest}, ${features}], got ${formatShape(x.shape)}.`,
        { shapes: [x.shape] },
      );
    }
    return add(x, slice(this.encoding, [0, x.shape.at(-2)!]));
  }

  override toString(): string {
    return `PositionalEncoding ${this.encoding.shape.join('×')}`;
  }
}
