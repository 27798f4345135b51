// Convolutions and transposed convolutions.

import * as cm from 'cambium';
import { numberOf } from '../../format.ts';
import { filter, type Link, same } from './link.ts';
import {
  flag,
  type LayerAdapter,
  type LayerAdapters,
  type LayerSpec,
  perAxis,
  spatial,
  weightOptions,
} from './torch-layer.ts';

type Convolution = { readonly weight: cm.Parameter; readonly bias: cm.Parameter | null };

/** Parameters of a convolution. */
export function convLinks({ weight, bias }: Convolution): Link[] {
  return [...filter('weight', weight), ...same('bias', bias)];
}

function optionsOf(spec: LayerSpec): cm.ConvLayerOptions {
  const { settings } = spec;
  const { padding = 0, stride = 1, dilation = 1, groups = 1 } = settings;
  return {
    inChannels: numberOf(settings.in_channels),
    outChannels: numberOf(settings.out_channels),
    kernelSize: perAxis(settings.kernel_size!),
    stride: perAxis(stride),
    padding: padding === 'same' || padding === 'valid' ? padding : perAxis(padding),
    dilation: perAxis(dilation),
    groups: numberOf(groups),
    bias: flag(settings, 'bias', true),
    ...weightOptions(spec),
  };
}

const modes = ['reflect', 'replicate', 'circular'] as const;

const convolution =
  (Layer: typeof cm.Conv1d | typeof cm.Conv2d | typeof cm.Conv3d): LayerAdapter =>
  (spec) => {
    const paddingMode = modes.find((mode) => mode === spec.settings.padding_mode) ?? 'zeros';
    const module = new Layer({ ...optionsOf(spec), paddingMode });
    return spatial(module, convLinks(module));
  };

const transposed =
  (Layer: typeof cm.ConvTranspose1d | typeof cm.ConvTranspose2d | typeof cm.ConvTranspose3d): LayerAdapter =>
  (spec) => {
    const outputPadding = perAxis(spec.settings.output_padding ?? 0);
    const module = new Layer({ ...optionsOf(spec), outputPadding });
    return spatial(module, convLinks(module));
  };

export const conv: LayerAdapters = {
  Conv1d: convolution(cm.Conv1d),
  Conv2d: convolution(cm.Conv2d),
  Conv3d: convolution(cm.Conv3d),
  ConvTranspose1d: transposed(cm.ConvTranspose1d),
  ConvTranspose2d: transposed(cm.ConvTranspose2d),
  ConvTranspose3d: transposed(cm.ConvTranspose3d),
};
