// Shape, place and padding.

import * as cm from 'cambium';
import { type Adapters, adapter, type Call, Unsupported } from '../adapter.ts';
import { overImages } from './layout.ts';

/** The shape of expand: -1 keeps a length, and new axes come in front. */
function expanded(x: cm.Tensor, size: readonly number[]): number[] {
  const added = size.length - x.rank;
  return size.map((length, axis) => (length === -1 ? x.shape[axis - added]! : length));
}

function roll(call: Call): cm.Tensor {
  const x = call.tensor('input');
  const shifts = call.numbers('shifts')!;
  const dims = call.numbers('dims');
  if (dims === undefined) return cm.reshape(cm.roll(cm.reshape(x, [x.size]), shifts[0]!, 0), x.shape);
  return shifts.reduce((rolled, shift, i) => cm.roll(rolled, shift, dims[i]!), x);
}

function split(call: Call): cm.Tensor[] {
  const [x, axis] = [call.tensor('input'), call.number('dim', 0)];
  const given = call.raw('split_size_or_sections');
  if (typeof given !== 'number') return cm.split(x, call.numbers('split_size_or_sections')!, axis);
  const length = x.shape.at(axis)!;
  const count = Math.max(1, Math.ceil(length / given));
  return cm.split(
    x,
    Array.from({ length: count }, (_, i) => Math.min(given, length - i * given)),
    axis,
  );
}

/** Windows come channel by channel there, place by place here. */
function columns(call: Call): cm.Tensor {
  const x = call.tensor('input');
  const kernel = call.perAxis('kernel_size', 2, 1);
  const [area, channels] = [kernel[0]! * kernel[1]!, x.shape[1]!];
  return overImages(x, 2, (images) => {
    const rows = cm.unfold(images, kernel, {
      dilation: call.perAxis('dilation', 2, 1),
      padding: call.perAxis('padding', 2, 0),
      stride: call.perAxis('stride', 2, 1),
    });
    const [batch, windows] = [rows.shape[0]!, rows.shape[1]!];
    const byPlace = cm.reshape(rows, [batch, windows, area, channels]);
    return cm.reshape(cm.swapAxes(byPlace, 2, 3), [batch, windows, area * channels]);
  });
}

function pad(call: Call): cm.Tensor {
  const x = call.tensor('input');
  const pairs = call.numbers('pad')!;
  const mode = call.text('mode', 'constant') as NonNullable<cm.PadOptions['mode']>;
  // Pairs are listed from the last axis backwards.
  const widths = x.shape.map((_, axis) => {
    const pair = 2 * (x.rank - 1 - axis);
    return [pairs[pair] ?? 0, pairs[pair + 1] ?? 0] as const;
  });
  return cm.pad(x, widths, { mode, value: call.number('value', 0) });
}

export const shape: Adapters = {
  cat: adapter('tensors, dim', (call) => cm.concat(call.tensors('tensors'), call.number('dim', 0))),
  stack: adapter('tensors, dim', (call) => cm.stack(call.tensors('tensors'), call.number('dim', 0))),
  expand: adapter('input, size', (call) =>
    cm.broadcastTo(call.tensor('input'), expanded(call.tensor('input'), call.numbers('size')!)),
  ),
  flip: adapter('input, dims', (call) => cm.flip(call.tensor('input'), call.numbers('dims')!)),
  permute: adapter('input, dims', (call) => cm.transpose(call.tensor('input'), call.numbers('dims')!)),
  repeat: adapter('input, sizes', (call) => cm.tile(call.tensor('input'), call.numbers('sizes')!)),
  tile: adapter('input, dims', (call) => cm.tile(call.tensor('input'), call.numbers('dims')!)),
  roll: adapter('input, shifts, dims', roll),
  split: adapter('input, split_size_or_sections, dim', split),
  tril: adapter('input, diagonal', (call) => cm.tril(call.tensor('input'), call.number('diagonal', 0))),
  triu: adapter('input, diagonal', (call) => cm.triu(call.tensor('input'), call.number('diagonal', 0))),
  'nn.functional.unfold': adapter('input, kernel_size, dilation, padding, stride', columns),
  unfold: adapter('input, dimension, size, step', (call) => {
    const x = call.tensor('input');
    const [axis, size, step] = [call.number('dimension'), call.number('size'), call.number('step')];
    if (x.rank > 0) return cm.slidingWindows(x, size, step, axis);
    return cm.reshape(cm.slidingWindows(cm.reshape(x, [1]), size, step, 0), [size]);
  }),
};

/** Sizes may be given as factors, which then count, rounded or not, for the places of the pixels, too. */
function interpolate(call: Call): cm.Tensor {
  const x = call.tensor('input');
  const mode = call.text('mode', 'nearest');
  if (call.flag('antialias')) throw new Unsupported('resize does not smooth');
  const isLinear = mode === ['linear', 'bilinear', 'trilinear'][x.rank - 3];
  if (mode !== 'nearest' && !isLinear) throw new Unsupported(`resize has no mode ${mode}`);
  const spatial = x.shape.slice(2);
  const factors = call.has('scale_factor') ? call.perAxis('scale_factor', x.rank - 2, 1) : null;
  const size =
    factors === null
      ? call.perAxis('size', x.rank - 2, 1)
      : spatial.map((length, axis) => Math.floor(length * factors[axis]!));
  return overImages(x, x.rank - 2, (images) =>
    cm.resize(images, size, {
      mode: isLinear ? 'bilinear' : 'nearest',
      alignCorners: call.flag('align_corners'),
      scale: call.flag('recompute_scale_factor') ? null : factors,
    }),
  );
}

export const padding: Adapters = {
  'nn.functional.pad': adapter('input, pad, mode, value', pad),
  'nn.functional.interpolate': adapter(
    'input, size, scale_factor, mode, align_corners, recompute_scale_factor, antialias',
    interpolate,
  ),
};
