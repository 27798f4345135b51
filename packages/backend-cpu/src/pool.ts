// Pooling: the greatest, or the mean, of each channel in each window.

import type {
  AvgPoolAttrs,
  AvgPoolGradAttrs,
  DTypeArray,
  Kernel,
  Layout,
  MaxPoolAttrs,
  Operand,
  PoolAttrs,
} from '@cambium/tensor/backend';
import { dataOf } from './buffer.ts';
import { packed } from './copy.ts';
import { scratch } from './scratch.ts';
import { Windows, windowAxis } from './windows.ts';

/** Max pooling with the places of the maxima, average pooling, and the gradient of the latter. */
export const pool: Kernel<'pool'> = (op, [input], outputs, attrs) => {
  // The table pairs each op with its attributes, which a union of ops forgets.
  if (op === 'maxPool') maxPool(input!, outputs[0]!, outputs[1]!, attrs as MaxPoolAttrs);
  else if (op === 'avgPool') avgPool(input!, outputs[0]!, attrs as AvgPoolAttrs);
  else avgPoolGrad(input!, outputs[0]!, attrs as AvgPoolGradAttrs);
};

function windowsOver(
  layout: Layout,
  grid: readonly number[],
  attrs: PoolAttrs,
  dilation?: readonly number[],
): Windows {
  const { kernelShape, strides, padding } = attrs;
  return new Windows(
    layout,
    strides.map((stride, i) =>
      windowAxis(grid[i]!, kernelShape[i]!, stride, padding[i]![0], dilation?.[i] ?? 1),
    ),
  );
}

function maxPool(x: Operand, output: Operand, indices: Operand, attrs: MaxPoolAttrs): void {
  const windows = windowsOver(x.layout, output.layout.shape.slice(1, -1), attrs, attrs.dilation);
  const { channels } = windows;
  const from = dataOf(x);
  const to = dataOf(output);
  const places = dataOf(indices);
  const best = scratch('sums', channels);
  windows.seek(0);
  for (let i = 0; i < windows.count; i++, windows.next()) {
    best.fill(-Infinity, 0, channels);
    const placeAt = indices.layout.offset + i * channels;
    let isFirst = true;
    for (let tap = 0; tap < windows.taps; tap++) {
      if (!windows.contains(tap)) continue;
      const pixel = windows.pixel(tap);
      if (isFirst) places.fill(pixel, placeAt, placeAt + channels);
      isFirst = false;
      maxRow(windows, from, windows.origin + windows.distances[tap]!, pixel, best, places, placeAt);
    }
    const toAt = output.layout.offset + i * channels;
    for (let c = 0; c < channels; c++) to[toAt + c] = best[c]!;
  }
}

function maxRow(
  { channels, channelStep }: Windows,
  x: DTypeArray,
  from: number,
  pixel: number,
  best: Float64Array,
  places: DTypeArray,
  placeAt: number,
): void {
  for (let c = 0; c < channels; c++, from += channelStep) {
    const value = x[from]!;
    const held = best[c]!;
    // Written so that NaN beats every number, and nothing beats NaN.
    if (!(value <= held) && !Number.isNaN(held)) {
      best[c] = value;
      places[placeAt + c] = pixel;
    }
  }
}

function avgPool(x: Operand, output: Operand, attrs: AvgPoolAttrs): void {
  const windows = windowsOver(x.layout, output.layout.shape.slice(1, -1), attrs);
  const divisors = divisorsOf(x.layout.shape.slice(1, -1), attrs);
  const { channels, channelStep } = windows;
  const from = dataOf(x);
  const to = dataOf(output);
  const sums = scratch('sums', channels);
  windows.seek(0);
  for (let i = 0; i < windows.count; i++, windows.next()) {
    sums.fill(0, 0, channels);
    for (let tap = 0; tap < windows.taps; tap++) {
      if (!windows.contains(tap)) continue;
      let at = windows.origin + windows.distances[tap]!;
      for (let c = 0; c < channels; c++, at += channelStep) sums[c]! += from[at]!;
    }
    const divisor = divisors(windows);
    const toAt = output.layout.offset + i * channels;
    for (let c = 0; c < channels; c++) to[toAt + c] = sums[c]! / divisor;
  }
}

/** Hands each window's gradient out in equal shares, one image at a time. */
function avgPoolGrad(grad: Operand, output: Operand, attrs: AvgPoolGradAttrs): void {
  const { shape, offset, size } = output.layout;
  if (size === 0) return;
  const imageSize = size / shape[0]!;
  const windows = windowsOver(output.layout, grad.layout.shape.slice(1, -1), attrs);
  const divisors = divisorsOf(attrs.inputShape, attrs);
  const { channels } = windows;
  const from = packed(grad);
  const to = dataOf(output);
  const sums = scratch('sums', imageSize);
  const perImage = windows.count / shape[0]!;
  windows.seek(0);
  for (let image = 0, fromAt = from.offset; image < shape[0]!; image++) {
    sums.fill(0, 0, imageSize);
    for (let i = 0; i < perImage; i++, windows.next(), fromAt += channels) {
      const divisor = divisors(windows);
      for (let tap = 0; tap < windows.taps; tap++) {
        if (!windows.contains(tap)) continue;
        const at = windows.pixel(tap) * channels;
        for (let c = 0; c < channels; c++) sums[at + c]! += from.data[fromAt + c]! / divisor;
      }
    }
    to.set(sums.subarray(0, imageSize), offset + image * imageSize);
  }
}

/** How many positions a window counts: those inside the image, or inside the padded image; at least 1. */
function divisorsOf(spatial: readonly number[], attrs: AvgPoolAttrs): (windows: Windows) => number {
  const counts = spatial.map((length, axis) => {
    const [before, after] = attrs.padding[axis]!;
    const [low, high] = attrs.countPadding ? [-before, length + after] : [0, length];
    const kernel = attrs.kernelShape[axis]!;
    const stride = attrs.strides[axis]!;
    return (index: number) => {
      const start = index * stride - before;
      return Math.min(start + kernel, high) - Math.max(start, low);
    };
  });
  const one = () => 1;
  const [depth, height, width] = [...Array.from({ length: 3 - counts.length }, () => one), ...counts] as [
    (index: number) => number,
    (index: number) => number,
    (index: number) => number,
  ];
  return ({ gridDepth, gridHeight, gridWidth }) =>
    Math.max(1, depth(gridDepth) * height(gridHeight) * width(gridWidth));
}
