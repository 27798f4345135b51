// Attention whose scores a small network computes.

import {
  add,
  expandDims,
  logicalNot,
  matmul,
  type Parameter,
  reshape,
  softmax,
  squeeze,
  type Tensor,
  tanh,
  where,
} from '@cambium/tensor';
import { Linear } from './linear.ts';
import { Module } from './module.ts';
import { type WeightOptions, weightParameter } from './weights.ts';

/** Options of {@link AdditiveAttention}. */
export interface AdditiveAttentionOptions extends WeightOptions {
  /** Width of the queries. */
  queryFeatures: number;
  /** Width of the keys. */
  keyFeatures: number;
  /** Width of the hidden layer that scores. */
  hiddenSize: number;
}

/** What {@link AdditiveAttention} gives. */
export interface AdditiveAttentionOutput {
  /** `[batch, queries, valueFeatures]` */
  readonly context: Tensor;
  /** `[batch, queries, keys]`: how much each query attends to each key. */
  readonly weights: Tensor;
}

/**
 * Additive attention: `score(q, k) = v · tanh(q Wq + k Wk + b)`, softmax over the keys, mean of the values.
 *
 * @see Bahdanau, Cho, Bengio, "Neural machine translation by jointly learning to align and translate" (2015)
 * @example
 * ```ts
 * const layer = new AdditiveAttention({ queryFeatures: 8, keyFeatures: 6, hiddenSize: 10 });
 * const { context, weights } = layer.forward(normal([2, 1, 8]), normal([2, 5, 6]));
 * context.shape;   // [2, 1, 6]
 * weights.shape;   // [2, 1, 5]
 * ```
 */
export class AdditiveAttention extends Module {
  /** Brings the queries to the hidden width. */
  readonly query: Linear;
  /** Brings the keys to the hidden width. */
  readonly key: Linear;
  /** `[hiddenSize, 1]` */
  readonly score: Parameter;

  constructor(options: AdditiveAttentionOptions) {
    super();
    const { queryFeatures, keyFeatures, hiddenSize } = options;
    this.query = new Linear(queryFeatures, hiddenSize, options);
    this.key = new Linear(keyFeatures, hiddenSize, { ...options, bias: false });
    this.score = weightParameter([hiddenSize, 1], { fanIn: hiddenSize, fanOut: 1 }, options);
  }

  /**
   * Attends.
   *
   * @param query `[batch, queries, queryFeatures]`
   * @param key `[batch, keys, keyFeatures]`
   * @param value `[batch, keys, valueFeatures]`; the keys unless given
   * @param options.keyMask bool `[batch, keys]`: false where a key is padding
   */
  forward(
    query: Tensor,
    key: Tensor,
    value: Tensor = key,
    options: { keyMask?: Tensor | null } = {},
  ): AdditiveAttentionOutput {
    const hidden = tanh(add(expandDims(this.query.forward(query), 2), expandDims(this.key.forward(key), 1)));
    let scores = squeeze(matmul(hidden, this.score), -1);
    const { keyMask = null } = options;
    if (keyMask !== null) {
      const [batch, keys] = keyMask.shape as [number, number];
      scores = where(logicalNot(reshape(keyMask, [batch, 1, keys])), -Infinity, scores);
    }
    const weights = softmax(scores);
    return { context: matmul(weights, value), weights };
  }

  override toString(): string {
    return `AdditiveAttention ${this.query.weight.shape[0]} to ${this.key.weight.shape[0]}`;
  }
}
