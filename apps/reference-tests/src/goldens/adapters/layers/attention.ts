// Multi-head attention. Time comes first there unless batch_first says otherwise, and masks are true where a key is hidden.

import * as cm from 'cambium';
import type { Call } from '../../adapter.ts';
import { numberOf } from '../../format.ts';
import { linearLinks } from './basic.ts';
import { type Link, same, stacked, transposed, within } from './link.ts';
import { flag, type LayerAdapter, type LayerAdapters, weightOptions } from './torch-layer.ts';

/** Parameters of an attention layer; those of query, key and value are one where they have the same features. */
export function attentionLinks(layer: cm.MultiHeadAttention): Link[] {
  const parts = [layer.query, layer.key, layer.value];
  const weights = parts.map(({ weight }) => weight);
  const sizes = new Set(weights.map(({ shape }) => shape[0]));
  const projections =
    sizes.size === 1
      ? stacked('in_proj_weight', weights, (x) => cm.transpose(x))
      : ['q', 'k', 'v'].flatMap((name, i) => transposed(`${name}_proj_weight`, weights[i]!));
  const biases = parts.map(({ bias }) => bias);
  return [
    ...projections,
    ...stacked('in_proj_bias', biases),
    ...within('out_proj', linearLinks(layer.output)),
    ...same('bias_k', layer.keyBias),
    ...same('bias_v', layer.valueBias),
  ];
}

/** A mask of ours for one of theirs; `[batch · heads, queries, keys]` there has one more axis here. */
export function maskOf(call: Call, name: string, heads = 1): { mask?: cm.Tensor } {
  const given = call.optionalTensor(name);
  if (given === undefined) return {};
  const visible = given.dtype === 'bool' ? cm.logicalNot(given) : given;
  return { mask: given.rank === 3 ? visible.reshape([-1, heads, ...given.shape.slice(1)]) : visible };
}

/** A mask of keys of ours for one of theirs. */
export function keyMaskOf(call: Call, name: string): { keyMask?: cm.Tensor } {
  const given = call.optionalTensor(name);
  return given === undefined ? {} : { keyMask: cm.logicalNot(given) };
}

/** `[batch, length, features]` for theirs and back: a single sequence, or time first. */
export function batchFirst(
  x: cm.Tensor,
  isBatchFirst: boolean,
): { in_: (x: cm.Tensor) => cm.Tensor; out: (x: cm.Tensor) => cm.Tensor } {
  if (x.rank === 2) return { in_: (each) => cm.expandDims(each, 0), out: (each) => cm.squeeze(each, 0) };
  const turn = (each: cm.Tensor): cm.Tensor => (isBatchFirst ? each : cm.swapAxes(each, 0, 1));
  return { in_: turn, out: turn };
}

const multiHead: LayerAdapter = (spec) => {
  const { settings } = spec;
  const features = numberOf(settings.embed_dim);
  const module = new cm.MultiHeadAttention({
    features,
    heads: numberOf(settings.num_heads),
    keyFeatures: numberOf(settings.kdim ?? features),
    valueFeatures: numberOf(settings.vdim ?? features),
    bias: flag(settings, 'bias', true),
    extraKey: flag(settings, 'add_bias_kv', false),
    ...weightOptions(spec),
  });
  return {
    module,
    links: attentionLinks(module),
    parameters: [
      ...['query', 'key', 'value', 'key_padding_mask', 'need_weights', 'attn_mask'],
      'average_attn_weights',
    ],
    run: (call) => {
      const { in_, out } = batchFirst(call.tensor('query'), flag(settings, 'batch_first', false));
      const [query, key, value] = ['query', 'key', 'value'].map((name) => in_(call.tensor(name))) as [
        cm.Tensor,
        cm.Tensor,
        cm.Tensor,
      ];
      const options = { ...maskOf(call, 'attn_mask', module.heads), ...keyMaskOf(call, 'key_padding_mask') };
      const outputs = [out(module.forward(query, key, value, options))];
      if (!call.flag('need_weights', true)) return outputs;
      const byHead = module.weights(query, key, options);
      const weights = call.flag('average_attn_weights', true) ? cm.mean(byHead, 1) : byHead;
      return [...outputs, call.tensor('query').rank === 2 ? cm.squeeze(weights, 0) : weights];
    },
  };
};

export const attention: LayerAdapters = { MultiheadAttention: multiHead };
