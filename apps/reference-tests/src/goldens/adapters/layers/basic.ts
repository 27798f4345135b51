// Linear, Embedding and PReLU.

import * as cm from 'cambium';
import { numberOf } from '../../format.ts';
import { type Link, same, transposed } from './link.ts';
import { flag, type LayerAdapters, simple, spatial, weightOptions } from './torch-layer.ts';

/** Parameters of a fully connected layer. */
export function linearLinks({ weight, bias }: cm.Linear): Link[] {
  return [...transposed('weight', weight), ...same('bias', bias)];
}

export const basic: LayerAdapters = {
  Linear: (spec) => {
    const { settings } = spec;
    const bias = flag(settings, 'bias', true);
    const module = new cm.Linear(numberOf(settings.in_features), numberOf(settings.out_features), {
      bias,
      ...weightOptions(spec),
    });
    return simple(module, linearLinks(module));
  },
  Embedding: (spec) => {
    const { num_embeddings, embedding_dim, padding_idx = null } = spec.settings;
    const padding = padding_idx === null ? {} : { paddingIndex: numberOf(padding_idx) };
    const options = { ...padding, ...weightOptions(spec) };
    const module = new cm.Embedding(numberOf(num_embeddings), numberOf(embedding_dim), options);
    return simple(module, same('weight', module.weight));
  },
  PReLU: ({ settings, dtype }) => {
    const module = new cm.PReLU({ features: numberOf(settings.num_parameters ?? 1), dtype });
    return spatial(module, same('weight', module.slope));
  },
};
