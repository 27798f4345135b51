// Layers by PyTorch's names: how they are constructed, and where their parameters are.

import * as cm from 'cambium';
import { Unsupported } from '../adapter.ts';
import { type Json, list, numberOf } from '../format.ts';
import { channelsFirst, channelsLast, kernelFirst } from './layout.ts';

type Settings = { readonly [name: string]: Json };
type Move = (x: cm.Tensor) => cm.Tensor;

/** A parameter or buffer of ours, and how its layout goes over into PyTorch's. */
export interface Place {
  readonly cell: cm.Cell;
  readonly toOurs: Move;
  readonly toTheirs: Move;
}

/** A layer of ours in PyTorch's clothes. */
export interface TorchLayer {
  readonly module: cm.Module;
  readonly cells: ReadonlyMap<string, Place>;
  readonly forward: Move;
}

const same: Move = (x) => x;

/** `[...kernel, in, out]` as `[out, in, ...kernel]`. */
const kernelLast: Move = (weight) => {
  const last = weight.rank - 1;
  return cm.transpose(weight, [last, last - 1, ...weight.shape.slice(2).map((_, i) => i)]);
};

/** The places of a weight and a bias. */
export function weights(
  layer: { weight: cm.Parameter; bias: cm.Parameter | null },
  toOurs: Move,
  toTheirs: Move,
): Map<string, Place> {
  const places = new Map<string, Place>([['weight', { cell: layer.weight, toOurs, toTheirs }]]);
  if (layer.bias !== null) places.set('bias', { cell: layer.bias, toOurs: same, toTheirs: same });
  return places;
}

/** The places of a fully connected layer, which is `[out, in]` there. */
export const linearPlaces = (layer: cm.Linear): Map<string, Place> =>
  weights(
    layer,
    (w) => cm.transpose(w),
    (w) => cm.transpose(w),
  );

/** The places of a convolution. */
export const convPlaces = (layer: cm.Conv1d | cm.Conv2d | cm.Conv3d): Map<string, Place> =>
  weights(layer, kernelFirst, kernelLast);

/** The places of a batch normalization. */
export function batchNormPlaces(layer: cm.BatchNorm): Map<string, Place> {
  const cells = {
    weight: layer.scale,
    bias: layer.shift,
    running_mean: layer.runningMean,
    running_var: layer.runningVariance,
  };
  return new Map(Object.entries(cells).map(([name, cell]) => [name, { cell, toOurs: same, toTheirs: same }]));
}

const perAxis = (value: Json): number | number[] =>
  typeof value === 'number' ? value : list(value).map(numberOf);

const convolutions = { Conv1d: cm.Conv1d, Conv2d: cm.Conv2d, Conv3d: cm.Conv3d };

function conv(name: keyof typeof convolutions, settings: Settings, dtype: cm.DType): TorchLayer {
  const { padding = 0, padding_mode = 'zeros', stride = 1, dilation = 1, groups = 1, bias = true } = settings;
  if (padding_mode !== 'zeros') throw new Unsupported('convolution layers pad with zeros only');
  const module = new convolutions[name]({
    inChannels: numberOf(settings.in_channels),
    outChannels: numberOf(settings.out_channels),
    kernelSize: perAxis(settings.kernel_size!),
    stride: perAxis(stride),
    padding: padding === 'same' || padding === 'valid' ? padding : perAxis(padding),
    dilation: perAxis(dilation),
    groups: numberOf(groups),
    bias: bias === true,
    dtype,
  });
  return {
    module,
    cells: convPlaces(module),
    forward: (x) => channelsFirst(module.forward(channelsLast(x))),
  };
}

function batchNorm(settings: Settings, dtype: cm.DType): TorchLayer {
  const { momentum = 0.1, eps = 1e-5, affine = true, track_running_stats = true } = settings;
  if (affine !== true) throw new Unsupported('BatchNorm always has scale and shift');
  if (track_running_stats !== true) throw new Unsupported('BatchNorm always has running statistics');
  if (momentum === null) throw new Unsupported('BatchNorm has no cumulative average');
  const options = { decay: 1 - numberOf(momentum), epsilon: numberOf(eps), dtype };
  const module = new cm.BatchNorm(numberOf(settings.num_features), options);
  return {
    module,
    cells: batchNormPlaces(module),
    forward: (x) => channelsFirst(module.forward(channelsLast(x))),
  };
}

/** A layer of ours for PyTorch's constructor. */
export function makeLayer(name: string, settings: Settings, state: Settings, dtype: cm.DType): TorchLayer {
  if (name === 'Linear') {
    const module = new cm.Linear(numberOf(settings.in_features), numberOf(settings.out_features), {
      bias: 'bias' in state,
      dtype,
    });
    return { module, cells: linearPlaces(module), forward: (x) => module.forward(x) };
  }
  if (name === 'Conv1d' || name === 'Conv2d' || name === 'Conv3d') return conv(name, settings, dtype);
  if (name === 'BatchNorm1d' || name === 'BatchNorm2d') return batchNorm(settings, dtype);
  throw new Unsupported(`no layer ${name}`);
}
