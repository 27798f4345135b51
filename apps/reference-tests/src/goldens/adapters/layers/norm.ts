// Normalization layers.

import * as cm from 'cambium';
import { list, numberOf } from '../../format.ts';
import { type Link, moved, same } from './link.ts';
import {
  flag,
  type LayerAdapter,
  type LayerAdapters,
  type LayerSpec,
  simple,
  spatial,
} from './torch-layer.ts';

/** Parameters and buffers of a normalization, as far as it has them. */
export function normLinks(
  layer: cm.BatchNorm | cm.InstanceNorm | cm.GroupNorm | cm.LayerNorm | cm.RMSNorm,
): Link[] {
  const links = same('weight', layer.scale);
  if ('shift' in layer) links.push(...same('bias', layer.shift));
  if (!('runningMean' in layer)) return links;
  links.push(...same('running_mean', layer.runningMean), ...same('running_var', layer.runningVariance));
  if (!('batches' in layer)) return links;
  const { batches } = layer;
  const counted = moved(
    'num_batches_tracked',
    batches,
    (count) => cm.cast(count, batches!.dtype),
    (count) => cm.cast(count, 'int32'),
  );
  return [...links, ...counted];
}

function affineOf({ settings, dtype }: LayerSpec, isAffine: boolean): cm.NormLayerOptions {
  const { eps = 1e-5 } = settings;
  const scale = flag(settings, 'affine', isAffine) && flag(settings, 'elementwise_affine', true);
  return { scale, shift: scale && flag(settings, 'bias', true), epsilon: numberOf(eps), dtype };
}

const batchNorm: LayerAdapter = (spec) => {
  const { num_features, momentum = 0.1 } = spec.settings;
  const module = new cm.BatchNorm(numberOf(num_features), {
    ...affineOf(spec, true),
    decay: momentum === null ? 'cumulative' : 1 - numberOf(momentum),
    tracksStatistics: flag(spec.settings, 'track_running_stats', true),
  });
  return spatial(module, normLinks(module));
};

const instanceNorm: LayerAdapter = (spec) => {
  const { num_features, momentum = 0.1 } = spec.settings;
  const module = new cm.InstanceNorm(numberOf(num_features), {
    ...affineOf(spec, false),
    decay: 1 - numberOf(momentum),
    tracksStatistics: flag(spec.settings, 'track_running_stats', false),
  });
  return spatial(module, normLinks(module));
};

export const norm: LayerAdapters = {
  BatchNorm1d: batchNorm,
  BatchNorm2d: batchNorm,
  InstanceNorm1d: instanceNorm,
  InstanceNorm2d: instanceNorm,
  GroupNorm: (spec) => {
    const { num_groups, num_channels } = spec.settings;
    const module = new cm.GroupNorm(numberOf(num_groups), numberOf(num_channels), affineOf(spec, true));
    return spatial(module, normLinks(module));
  },
  LayerNorm: (spec) => {
    const features = list(spec.settings.normalized_shape).map(numberOf);
    const module = new cm.LayerNorm(features, affineOf(spec, true));
    return simple(module, normLinks(module));
  },
  RMSNorm: (spec) => {
    const features = list(spec.settings.normalized_shape).map(numberOf);
    const { eps = spec.dtype === 'float64' ? 2 ** -52 : 2 ** -23 } = spec.settings;
    const module = new cm.RMSNorm(features, { ...affineOf(spec, true), epsilon: numberOf(eps) });
    return simple(module, normLinks(module));
  },
};
