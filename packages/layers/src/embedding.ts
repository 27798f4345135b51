// Vectors for words and other symbols.

import { embedding, normal, Parameter, scope, setSlice, type Tensor, TensorError } from '@cambium/tensor';
import type { Initializer } from './initializers.ts';
import { Module } from './module.ts';
import type { WeightOptions } from './weights.ts';

/** Options of {@link Embedding}. */
export interface EmbeddingLayerOptions extends Pick<WeightOptions, 'dtype' | 'generator'> {
  /** How the vectors begin; standard normal unless given. */
  weightInit?: Initializer;
  /** An index whose vector is zero and stays so: it gets no gradient. */
  paddingIndex?: number;
}

/**
 * A table of vectors, looked up by index: `[…]` integers become `[…, features]`.
 *
 * @see course part 8
 * @example
 * ```ts
 * const layer = new Embedding(1000, 16);
 * layer.forward(tensor([[1, 2, 3]], { dtype: 'int32' })).shape;   // [1, 3, 16]
 * ```
 */
export class Embedding extends Module {
  /** `[count, features]`, one row for each index. */
  readonly weight: Parameter;
  /** The index whose row is zero and stays so; `null` for none. */
  readonly paddingIndex: number | null;

  /**
   * @param count how many symbols there are
   * @param features length of a vector
   * @throws TensorError `value` for sizes that are not integers ≥ 1, and for a padding index outside of the table
   */
  constructor(count: number, features: number, options: EmbeddingLayerOptions = {}) {
    super();
    const { dtype = 'float32', generator, weightInit, paddingIndex = null } = options;
    if (![count, features].every((size) => Number.isInteger(size) && size >= 1)) {
      throw new TensorError('Embedding', 'value', `sizes are integers ≥ 1, got ${count} and ${features}.`);
    }
    if (
      paddingIndex !== null &&
      !(Number.isInteger(paddingIndex) && paddingIndex >= 0 && paddingIndex < count)
    ) {
      throw new TensorError(
        'Embedding',
        'value',
        `paddingIndex is from 0 to ${count - 1}, got ${paddingIndex}.`,
      );
    }
    const source = generator === undefined ? {} : { generator };
    const init: Initializer = weightInit ?? (({ shape }) => normal(shape, { dtype, ...source }));
    const spec = { shape: [count, features], fanIn: count, fanOut: features, dtype, ...source };
    this.weight = scope(() => new Parameter(init(spec)));
    this.paddingIndex = paddingIndex;
    if (paddingIndex !== null) scope(() => setSlice(this.weight, [[paddingIndex, paddingIndex + 1]], 0));
  }

  forward(indices: Tensor): Tensor {
    return embedding(indices, this.weight, { paddingIndex: this.paddingIndex });
  }

  override toString(): string {
    return `Embedding ${this.weight.shape.join('×')}`;
  }
}
