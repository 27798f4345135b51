// Pooling of float32 in one and two spatial dimensions; three, and other dtypes, on the fallback.

import type {
  AvgPoolAttrs,
  AvgPoolGradAttrs,
  Kernel,
  Layout,
  MaxPoolAttrs,
  Operand,
  PoolAttrs,
} from '@cambium/tensor/backend';
import { addressOf } from '../memory/buffer.ts';
import type { PoolNumbers13, PoolNumbers15 } from '../module/exports.ts';
import type { Team } from '../threads/team.ts';
import type { Adaptor, Device } from './device.ts';
import { product } from './reduce.ts';

/** Makes the kernel of the poolings. */
export const poolOn: Adaptor<Kernel<'pool'>> = (device, fallback) => (op, inputs, outputs, attrs) => {
  const input = inputs[0]!;
  if (input.dtype !== 'float32' || attrs.kernelShape.length > 2) return fallback(op, inputs, outputs, attrs);
  try {
    // The table pairs each op with its attributes, which a union of ops forgets.
    if (op === 'maxPool') maxPool(device, input, outputs[0]!, outputs[1]!, attrs as MaxPoolAttrs);
    else if (op === 'avgPool') avgPool(device, input, outputs[0]!, attrs as AvgPoolAttrs);
    else avgPoolGrad(device, input, outputs[0]!, attrs as AvgPoolGradAttrs);
  } finally {
    device.settle();
  }
};

/** The last two of the spatial lengths, as if images always had two: a missing height is 1. */
function height(lengths: readonly number[]): number {
  return lengths.length === 2 ? lengths[0]! : 1;
}

function width(lengths: readonly number[]): number {
  return lengths[lengths.length - 1]!;
}

/** Padding before (0) or behind (1), of rows and of columns. */
function rowPadding({ padding }: PoolAttrs, side: 0 | 1): number {
  return padding.length === 2 ? padding[0]![side] : 0;
}

function columnPadding({ padding }: PoolAttrs, side: 0 | 1): number {
  return padding[padding.length - 1]![side];
}

function maxPool(device: Device, x: Operand, output: Operand, places: Operand, attrs: MaxPoolAttrs): void {
  const { shape } = x.layout;
  const spatial = shape.slice(1, -1);
  const grid = output.layout.shape.slice(1, -1);
  const from = device.dense(x);
  const to = addressOf(output, 4);
  const toPlaces = addressOf(places, 4);
  const rest: PoolNumbers13 = [
    height(spatial),
    width(spatial),
    shape[shape.length - 1]!,
    height(grid),
    width(grid),
    height(attrs.kernelShape),
    width(attrs.kernelShape),
    height(attrs.strides),
    width(attrs.strides),
    rowPadding(attrs, 0),
    columnPadding(attrs, 0),
    height(attrs.dilation),
    width(attrs.dilation),
  ];
  const team = teamFor(device, output.layout, attrs);
  if (team === null) {
    device.wasm.maxPool(from, to, toPlaces, shape[0]!, ...rest);
    return;
  }
  const step = imageBytes(output.layout);
  const job = team.share(device.wasm.maxPool).moving(from, imageBytes(x.layout));
  job
    .moving(to, step)
    .moving(toPlaces, step)
    .length()
    .constants(...rest);
  team.begin(shape[0]!);
}

/** The team, if so many windows are worth its while. It shares images. */
function teamFor(device: Device, windows: Layout, { kernelShape }: PoolAttrs): Team | null {
  if (windows.shape[0]! < 2) return null;
  return device.teamFor(windows.size * product(kernelShape, 0, kernelShape.length));
}

function imageBytes({ shape, size }: Layout): number {
  return (size / shape[0]!) * 4;
}

function avgPool(device: Device, x: Operand, output: Operand, attrs: AvgPoolAttrs): void {
  average(device, 0, device.dense(x), x.layout, addressOf(output, 4), output.layout, attrs);
}

function avgPoolGrad(device: Device, grad: Operand, output: Operand, attrs: AvgPoolGradAttrs): void {
  average(device, 1, addressOf(output, 4), output.layout, device.dense(grad), grad.layout, attrs);
}

function average(
  device: Device,
  isGrad: 0 | 1,
  image: number,
  images: Layout,
  grid: number,
  grids: Layout,
  attrs: AvgPoolAttrs,
): void {
  const { shape } = images;
  const spatial = shape.slice(1, -1);
  const windows = grids.shape.slice(1, -1);
  const counted = attrs.countPadding ? 1 : 0;
  const rest: PoolNumbers15 = [
    height(spatial),
    width(spatial),
    shape[shape.length - 1]!,
    height(windows),
    width(windows),
    height(attrs.kernelShape),
    width(attrs.kernelShape),
    height(attrs.strides),
    width(attrs.strides),
    rowPadding(attrs, 0),
    columnPadding(attrs, 0),
    counted * rowPadding(attrs, 0),
    counted * rowPadding(attrs, 1),
    counted * columnPadding(attrs, 0),
    counted * columnPadding(attrs, 1),
  ];
  const team = teamFor(device, grids, attrs);
  if (team === null) {
    device.wasm.avgPool(isGrad, image, grid, shape[0]!, ...rest);
    return;
  }
  const job = team.share(device.wasm.avgPool).constant(isGrad);
  job
    .moving(image, imageBytes(images))
    .moving(grid, imageBytes(grids))
    .length()
    .constants(...rest);
  team.begin(shape[0]!);
}
