// Stacks of transformer layers.

import type { Tensor } from '@cambium/tensor';
import type { AttentionCallOptions } from './attention-mask.ts';
import type { LayerNorm } from './layer-norm.ts';
import { Module } from './module.ts';
import {
  type DecoderCallOptions,
  normOf,
  TransformerDecoderLayer,
  TransformerEncoderLayer,
  type TransformerLayerOptions,
} from './transformer-layer.ts';

/** Options of the stacks. */
export interface TransformerOptions extends TransformerLayerOptions {
  /** How many layers. */
  layers: number;
}

/**
 * A stack of {@link TransformerEncoderLayer}s, with a normalization at the end if they normalize first.
 *
 * @example
 * ```ts
 * const encoder = new TransformerEncoder({ layers: 2, features: 16, heads: 4, normFirst: true });
 * encoder.forward(normal([2, 7, 16]), { isCausal: true }).shape;   // [2, 7, 16]
 * ```
 */
export class TransformerEncoder extends Module {
  /** One after the other. */
  readonly layers: readonly TransformerEncoderLayer[];
  /** Normalization behind the last layer; `null` where each layer ends with one. */
  readonly norm: LayerNorm | null;

  constructor(options: TransformerOptions) {
    super();
    this.layers = Array.from({ length: options.layers }, () => new TransformerEncoderLayer(options));
    this.norm = options.normFirst === true ? normOf(options) : null;
  }

  forward(x: Tensor, options: AttentionCallOptions = {}): Tensor {
    let y = x;
    for (const layer of this.layers) y = layer.forward(y, options);
    return this.norm === null ? y : this.norm.forward(y);
  }
}

/**
 * A stack of {@link TransformerDecoderLayer}s, with a normalization at the end if they normalize first.
 *
 * @example
 * ```ts
 * const decoder = new TransformerDecoder({ layers: 2, features: 16, heads: 4 });
 * decoder.forward(normal([2, 3, 16]), normal([2, 7, 16])).shape;   // [2, 3, 16]
 * ```
 */
export class TransformerDecoder extends Module {
  /** One after the other. */
  readonly layers: readonly TransformerDecoderLayer[];
  /** Normalization behind the last layer; `null` where each layer ends with one. */
  readonly norm: LayerNorm | null;

  constructor(options: TransformerOptions) {
    super();
    this.layers = Array.from({ length: options.layers }, () => new TransformerDecoderLayer(options));
    this.norm = options.normFirst === true ? normOf(options) : null;
  }

  forward(x: Tensor, memory: Tensor, options: DecoderCallOptions = {}): Tensor {
    let y = x;
    for (const layer of this.layers) y = layer.forward(y, memory, options);
    return this.norm === null ? y : this.norm.forward(y);
  }
}
