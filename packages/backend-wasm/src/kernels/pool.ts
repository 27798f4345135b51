// Pooling of float32 in one and two spatial dimensions; three, and other dtypes, on the fallback.

import type {
  AvgPoolAttrs,
  AvgPoolGradAttrs,
  Kernel,
  MaxPoolAttrs,
  Operand,
  PoolAttrs,
} from '@cambium/tensor/backend';
import { addressOf } from '../memory/buffer.ts';
import type { Adaptor, Device } from './device.ts';

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
  device.wasm.maxPool(
    device.dense(x),
    addressOf(output, 4),
    addressOf(places, 4),
    shape[0]!,
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
  );
}

function avgPool(device: Device, x: Operand, output: Operand, attrs: AvgPoolAttrs): void {
  const image = x.layout.shape;
  average(device, 0, device.dense(x), image, addressOf(output, 4), output.layout.shape, attrs);
}

function avgPoolGrad(device: Device, grad: Operand, output: Operand, attrs: AvgPoolGradAttrs): void {
  const image = output.layout.shape;
  average(device, 1, addressOf(output, 4), image, device.dense(grad), grad.layout.shape, attrs);
}

function average(
  device: Device,
  isGrad: 0 | 1,
  image: number,
  imageShape: readonly number[],
  grid: number,
  gridShape: readonly number[],
  attrs: AvgPoolAttrs,
): void {
  const spatial = imageShape.slice(1, -1);
  const windows = gridShape.slice(1, -1);
  const counted = attrs.countPadding ? 1 : 0;
  device.wasm.avgPool(
    isGrad,
    image,
    grid,
    imageShape[0]!,
    height(spatial),
    width(spatial),
    imageShape[imageShape.length - 1]!,
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
  );
}
