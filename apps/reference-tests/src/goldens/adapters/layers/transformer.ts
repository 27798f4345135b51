// Layers of transformers.

import * as cm from 'cambium';
import { numberOf } from '../../format.ts';
import { attentionLinks, batchFirst, keyMaskOf, maskOf } from './attention.ts';
import { linearLinks } from './basic.ts';
import { type Link, within } from './link.ts';
import { normLinks } from './norm.ts';
import { flag, type LayerAdapters, type LayerSpec } from './torch-layer.ts';

function optionsOf({ settings, dtype }: LayerSpec): cm.TransformerLayerOptions {
  return {
    features: numberOf(settings.d_model),
    heads: numberOf(settings.nhead),
    hiddenSize: numberOf(settings.dim_feedforward ?? 2048),
    dropout: numberOf(settings.dropout ?? 0.1),
    activation: settings.activation === 'gelu' ? 'gelu' : 'relu',
    normFirst: flag(settings, 'norm_first', false),
    bias: flag(settings, 'bias', true),
    dtype,
  };
}

/** Parameters of an encoder layer. */
export function encoderLinks(layer: cm.TransformerEncoderLayer): Link[] {
  return [
    ...within('self_attn', attentionLinks(layer.attention)),
    ...within('norm1', normLinks(layer.attentionNorm)),
    ...within('linear1', linearLinks(layer.expand)),
    ...within('linear2', linearLinks(layer.contract)),
    ...within('norm2', normLinks(layer.networkNorm)),
  ];
}

/** Parameters of a decoder layer. */
function decoderLinks(layer: cm.TransformerDecoderLayer): Link[] {
  return [
    ...within('self_attn', attentionLinks(layer.attention)),
    ...within('norm1', normLinks(layer.attentionNorm)),
    ...within('multihead_attn', attentionLinks(layer.crossAttention)),
    ...within('norm2', normLinks(layer.crossNorm)),
    ...within('linear1', linearLinks(layer.expand)),
    ...within('linear2', linearLinks(layer.contract)),
    ...within('norm3', normLinks(layer.networkNorm)),
  ];
}

// "is_causal" is a promise about the mask, which comes all the same.
export const transformer: LayerAdapters = {
  TransformerEncoderLayer: (spec) => {
    const module = new cm.TransformerEncoderLayer(optionsOf(spec));
    return {
      module,
      links: encoderLinks(module),
      parameters: ['src', 'src_mask', 'src_key_padding_mask', 'is_causal'],
      run: (call) => {
        const { in_, out } = batchFirst(call.tensor('src'), flag(spec.settings, 'batch_first', false));
        const options = { ...maskOf(call, 'src_mask'), ...keyMaskOf(call, 'src_key_padding_mask') };
        return [out(module.forward(in_(call.tensor('src')), options))];
      },
    };
  },
  TransformerDecoderLayer: (spec) => {
    const module = new cm.TransformerDecoderLayer(optionsOf(spec));
    return {
      module,
      links: decoderLinks(module),
      parameters: [
        ...['tgt', 'memory', 'tgt_mask', 'memory_mask', 'tgt_key_padding_mask', 'memory_key_padding_mask'],
        ...['tgt_is_causal', 'memory_is_causal'],
      ],
      run: (call) => {
        const { in_, out } = batchFirst(call.tensor('tgt'), flag(spec.settings, 'batch_first', false));
        const self = { ...maskOf(call, 'tgt_mask'), ...keyMaskOf(call, 'tgt_key_padding_mask') };
        const cross = { ...maskOf(call, 'memory_mask'), ...keyMaskOf(call, 'memory_key_padding_mask') };
        return [out(module.forward(in_(call.tensor('tgt')), in_(call.tensor('memory')), { self, cross }))];
      },
    };
  },
};
