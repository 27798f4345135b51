// Transformer layers: attention and a small network, each with a residual path and a normalization.

import { add, dropout, gelu, relu, type Tensor, TensorError } from '@cambium/tensor';
import type { AttentionCallOptions } from './attention-mask.ts';
import { LayerNorm } from './layer-norm.ts';
import { Linear } from './linear.ts';
import { Module } from './module.ts';
import { MultiHeadAttention } from './multi-head-attention.ts';
import type { WeightOptions } from './weights.ts';

/** Options of the transformer layers. */
export interface TransformerLayerOptions extends WeightOptions {
  /** Width of the residual path. */
  features: number;
  /** Number of attention heads; divides `features`. */
  heads: number;
  /** Width of the network between; 4 · features unless given. */
  hiddenSize?: number;
  /** Share that is dropped of the attention weights, inside the network and at the end of each part; default 0.1. */
  dropout?: number;
  /** Default `'relu'`. */
  activation?: 'relu' | 'gelu' | ((x: Tensor) => Tensor);
  /** Whether each part normalizes its input (and not the sum at its end), which trains more easily; default false. */
  normFirst?: boolean;
  /** Added to the variances of the normalizations, default 1e-5. */
  epsilon?: number;
}

const activations = { relu, gelu };

abstract class TransformerLayer extends Module {
  /** Self-attention. */
  readonly attention: MultiHeadAttention;
  /** Normalization that belongs to it. */
  readonly attentionNorm: LayerNorm;
  /** First layer of the network: from `features` to `hiddenSize`. */
  readonly expand: Linear;
  /** Second layer of the network: back to `features`. */
  readonly contract: Linear;
  /** Normalization that belongs to the network. */
  readonly networkNorm: LayerNorm;
  protected readonly normFirst: boolean;
  readonly #rate: number;
  readonly #activation: (x: Tensor) => Tensor;

  constructor(options: TransformerLayerOptions) {
    super();
    const { features, hiddenSize = 4 * features, dropout: rate = 0.1, activation = 'relu' } = options;
    if (!(rate >= 0 && rate < 1))
      throw new TensorError(this.constructor.name, 'value', `dropout is in [0, 1), got ${rate}.`);
    this.attention = this.makeAttention(options);
    this.attentionNorm = normOf(options);
    this.expand = new Linear(features, hiddenSize, options);
    this.contract = new Linear(hiddenSize, features, options);
    this.networkNorm = normOf(options);
    this.normFirst = options.normFirst ?? false;
    this.#rate = rate;
    this.#activation = typeof activation === 'function' ? activation : activations[activation];
  }

  protected makeAttention(options: TransformerLayerOptions): MultiHeadAttention {
    const { dropout: rate = 0.1 } = options;
    return new MultiHeadAttention({ ...options, dropout: rate });
  }

  /** One part with its residual path. */
  protected residual(x: Tensor, norm: LayerNorm, part: (x: Tensor) => Tensor): Tensor {
    if (this.normFirst) return add(x, this.#drop(part(norm.forward(x))));
    return norm.forward(add(x, this.#drop(part(x))));
  }

  protected network(x: Tensor): Tensor {
    return this.contract.forward(this.#drop(this.#activation(this.expand.forward(x))));
  }

  override toString(): string {
    const { weight } = this.expand;
    return `${this.constructor.name} ${weight.shape.join('→')} in ${this.attention.heads} heads`;
  }

  #drop(x: Tensor): Tensor {
    return this.isTraining ? dropout(x, this.#rate) : x;
  }
}

/** The normalization that the options describe. */
export function normOf({ features, epsilon, dtype, bias = true }: TransformerLayerOptions): LayerNorm {
  return new LayerNorm(features, {
    shift: bias,
    ...(epsilon === undefined ? {} : { epsilon }),
    ...(dtype === undefined ? {} : { dtype }),
  });
}

/**
 * Self-attention, then a small network on each place.
 *
 * @see Vaswani et al., "Attention is all you need" (2017); Xiong et al. (2020) for `normFirst`
 * @example
 * ```ts
 * const layer = new TransformerEncoderLayer({ features: 16, heads: 4 });
 * layer.forward(normal([2, 7, 16])).shape;   // [2, 7, 16]
 * ```
 */
export class TransformerEncoderLayer extends TransformerLayer {
  /** @param x `[batch, length, features]` */
  forward(x: Tensor, options: AttentionCallOptions = {}): Tensor {
    const attended = this.residual(x, this.attentionNorm, (part) =>
      this.attention.forward(part, part, part, options),
    );
    return this.residual(attended, this.networkNorm, (part) => this.network(part));
  }
}

/** Who sees whom in a decoder. */
export interface DecoderCallOptions {
  /** Among the outputs; causal unless something else is given. */
  self?: AttentionCallOptions;
  /** From the outputs to what the encoder made. */
  cross?: AttentionCallOptions;
}

/**
 * Causal self-attention, attention to what an encoder made, then a small network on each place.
 *
 * @example
 * ```ts
 * const layer = new TransformerDecoderLayer({ features: 16, heads: 4 });
 * layer.forward(normal([2, 3, 16]), normal([2, 7, 16])).shape;   // [2, 3, 16]
 * ```
 */
export class TransformerDecoderLayer extends TransformerLayer {
  /** Attention to the output of the encoder. */
  readonly crossAttention: MultiHeadAttention;
  /** Normalization that belongs to it. */
  readonly crossNorm: LayerNorm;

  constructor(options: TransformerLayerOptions) {
    super(options);
    this.crossAttention = this.makeAttention(options);
    this.crossNorm = normOf(options);
  }

  /**
   * @param x `[batch, length, features]`
   * @param memory `[batch, sourceLength, features]`
   */
  forward(x: Tensor, memory: Tensor, options: DecoderCallOptions = {}): Tensor {
    const { self = { isCausal: true }, cross = {} } = options;
    const own = this.residual(x, this.attentionNorm, (part) =>
      this.attention.forward(part, part, part, self),
    );
    const crossed = this.residual(own, this.crossNorm, (part) =>
      this.crossAttention.forward(part, memory, memory, cross),
    );
    return this.residual(crossed, this.networkNorm, (part) => this.network(part));
  }
}
