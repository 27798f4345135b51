// Attention with several heads, each on a part of the features.

import {
  type AttentionOptions,
  broadcastTo,
  concat,
  eye,
  formatShape,
  type Generator,
  type Parameter,
  reshape,
  scaledDotProductAttention,
  type Tensor,
  TensorError,
  transpose,
} from '@cambium/tensor';
import { type AttentionCallOptions, maskOf, maskWithExtraKey } from './attention-mask.ts';
import { zerosInit } from './initializers.ts';
import { Linear } from './linear.ts';
import { Module } from './module.ts';
import { glorotNormal, glorotUniform } from './variance-scaling.ts';
import { type WeightOptions, weightParameter } from './weights.ts';

/** Options of {@link MultiHeadAttention}. */
export interface MultiHeadAttentionOptions extends WeightOptions {
  /** Features of the queries and of the output. */
  features: number;
  /** How many heads; divides the features. */
  heads: number;
  /** Heads of keys and values, each of which serves a block of query heads; as many as `heads` unless given. */
  keyValueHeads?: number;
  /** Features of the keys, if others. */
  keyFeatures?: number;
  /** Features of the values, if others. */
  valueFeatures?: number;
  /** Whether there is a learned key with its value behind the given ones, which every query sees; default false. */
  extraKey?: boolean;
  /** Share of the attention weights that is dropped in training, default 0. */
  dropout?: number;
}

/**
 * Multi-head attention: queries, keys and values go through linear layers, each head attends with its part of the
 * features, and another linear layer mixes the heads. `forward(x)` is self-attention.
 *
 * @see Vaswani et al., "Attention is all you need" (2017); Ainslie et al., "GQA" (2023); course part 8
 * @example
 * ```ts
 * const layer = new MultiHeadAttention({ features: 16, heads: 4 });
 * layer.forward(normal([2, 7, 16])).shape;                        // [2, 7, 16]
 * layer.forward(normal([2, 3, 16]), normal([2, 7, 16])).shape;   // [2, 3, 16]
 * ```
 */
export class MultiHeadAttention extends Module {
  /** Linear layer of the queries. */
  readonly query: Linear;
  /** Linear layer of the keys. */
  readonly key: Linear;
  /** Linear layer of the values. */
  readonly value: Linear;
  /** Linear layer behind the heads. */
  readonly output: Linear;
  /** The extra key and its value `[1, 1, features of the keys]`, after the linear layers. */
  readonly keyBias: Parameter | null;
  /** What the extra key stands for; see `keyBias`. */
  readonly valueBias: Parameter | null;
  /** Number of heads. */
  readonly heads: number;
  /** Heads of keys and values, each shared by `heads / keyValueHeads` of the queries. */
  readonly keyValueHeads: number;
  readonly #dropout: number;
  readonly #generator: Generator | undefined;

  /** @throws TensorError `value` if the heads do not divide the features, or the heads of the keys those of the queries */
  constructor(options: MultiHeadAttentionOptions) {
    super();
    const {
      features,
      heads,
      keyValueHeads = heads,
      keyFeatures = features,
      valueFeatures = features,
    } = options;
    if (features % heads !== 0 || heads % keyValueHeads !== 0) {
      throw new TensorError(
        'MultiHeadAttention',
        'value',
        `${features} features do not divide into ${heads} heads, or these into ${keyValueHeads} heads of keys.`,
      );
    }
    const shared = (features / heads) * keyValueHeads;
    // Query, key and value of one input begin as a single matrix would, three times as wide.
    const gain = keyFeatures === features && valueFeatures === features ? Math.SQRT1_2 : 1;
    const weights = { weightInit: glorotUniform({ gain }), biasInit: zerosInit(), ...options };
    this.query = new Linear(features, features, weights);
    this.key = new Linear(keyFeatures, shared, weights);
    this.value = new Linear(valueFeatures, shared, weights);
    this.output = new Linear(features, features, { biasInit: zerosInit(), ...options });
    const extra = () =>
      weightParameter(
        [1, 1, shared],
        { fanIn: 1, fanOut: shared },
        { ...options, weightInit: glorotNormal() },
      );
    this.keyBias = options.extraKey === true ? extra() : null;
    this.valueBias = options.extraKey === true ? extra() : null;
    this.heads = heads;
    this.keyValueHeads = keyValueHeads;
    this.#dropout = options.dropout ?? 0;
    this.#generator = options.generator;
  }

  /**
   * Attends.
   *
   * @param query `[batch, queries, features]`
   * @param key `[batch, keys, keyFeatures]`; the query unless given
   * @param value `[batch, keys, valueFeatures]`; the key unless given
   * @returns `[batch, queries, features]`
   * @throws TensorError `shape` if these do not fit
   */
  forward(
    query: Tensor,
    key: Tensor = query,
    value: Tensor = key,
    options: AttentionCallOptions = {},
  ): Tensor {
    const [batch, queries] = this.#check(query, key, value);
    const rate = this.isTraining ? this.#dropout : 0;
    const attended = scaledDotProductAttention(
      this.#split(this.query.forward(query), this.heads),
      this.#split(this.#withExtra(this.key.forward(key), this.keyBias), this.keyValueHeads),
      this.#split(this.#withExtra(this.value.forward(value), this.valueBias), this.keyValueHeads),
      {
        ...this.#visible(options, query, key),
        dropout: rate,
        ...(this.#generator === undefined ? {} : { generator: this.#generator }),
      },
    );
    const joined = reshape(transpose(attended, [0, 2, 1, 3]), [batch, queries, -1]);
    return this.output.forward(joined);
  }

  /**
   * How much each query attends to each key, for pictures and tests: `[batch, heads, queries, keys]`, without dropout.
   */
  weights(query: Tensor, key: Tensor = query, options: AttentionCallOptions = {}): Tensor {
    this.#check(query, key, key);
    const keys = this.#split(this.#withExtra(this.key.forward(key), this.keyBias), this.keyValueHeads);
    // Attending to the unit vectors gives the weights themselves.
    const [batch, heads, length] = keys.shape as [number, number, number, number];
    const units = eye(length, length, { dtype: keys.dtype }).broadcastTo([batch, heads, length, length]);
    const queries = this.#split(this.query.forward(query), this.heads);
    return scaledDotProductAttention(queries, keys, units, this.#visible(options, query, key));
  }

  override toString(): string {
    return `MultiHeadAttention ${this.query.weight.shape[0]} in ${this.heads} heads`;
  }

  /** `[batch, length, heads · width]` as `[batch, heads, length, width]`. */
  #split(x: Tensor, heads: number): Tensor {
    const [batch, length] = x.shape as [number, number];
    return transpose(reshape(x, [batch, length, heads, -1]), [0, 2, 1, 3]);
  }

  #withExtra(x: Tensor, extra: Parameter | null): Tensor {
    return extra === null ? x : concat([x, broadcastTo(extra, [x.shape[0]!, 1, x.shape[2]!])], 1);
  }

  #visible(
    options: AttentionCallOptions,
    query: Tensor,
    key: Tensor,
  ): Pick<AttentionOptions, 'mask' | 'isCausal'> {
    if (this.keyBias === null) return { mask: maskOf(options), isCausal: options.isCausal ?? false };
    return { mask: maskWithExtraKey(options, query.shape[1]!, key.shape[1]!) };
  }

  #check(query: Tensor, key: Tensor, value: Tensor): [batch: number, queries: number] {
    const [batch, queries] = query.shape;
    const fits = [query, key, value].every((x) => x.rank === 3 && x.shape[0] === batch);
    if (fits && key.shape[1] === value.shape[1]) return [batch!, queries!];
    throw new TensorError(
      'MultiHeadAttention',
      'shape',
      `takes [batch, length, features] three times, keys and values of one length: got ${[query, key, value].map(({ shape }) => formatShape(shape)).join(', ')}.`,
      { shapes: [query.shape, key.shape, value.shape] },
    );
  }
}
