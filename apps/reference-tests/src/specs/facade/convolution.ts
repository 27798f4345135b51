// Convolutions.

import type { Tensor } from 'cambium';
import * as cambium from 'cambium';
import { convert, run } from './convert.ts';
import { type FacadeTensor, type Like, refuse } from './tensor.ts';
import {
  batched,
  checkFormat,
  checkRounding,
  checkSteps,
  type Format,
  inFormat,
  list,
  type Pad,
  type PerAxis,
  padding,
  type Rounding,
} from './window.ts';

export function conv1d(
  x: Like,
  filter: Like,
  stride: number,
  pad: Pad,
  dataFormat: Format = 'NWC',
  dilation = 1,
  rounding?: Rounding,
): FacadeTensor {
  return run(() => {
    const [images, weight] = [convert(x, 'x', 'conv1d'), convert(filter, 'filter', 'conv1d')];
    checkFormat('conv1d', dataFormat, ['NWC']);
    checkSteps('conv1d', stride, dilation);
    checkRounding('conv1d', pad, rounding);
    // Explicit padding is that of a convolution of images one pixel high.
    const widths = Array.isArray(pad) ? [pad[2] as [number, number]] : padding(pad, dataFormat);
    const options = { stride, dilation, padding: widths };
    return batched('conv1d', images, 2, (each) => cambium.conv1d(each, weight, options));
  });
}

type Convolve = (x: Tensor, filter: Tensor, options: cambium.ConvOptions) => Tensor;

/** A convolution of images: of all channels at once, or of each by itself. */
function convolution(op: string, convolve: Convolve) {
  return (
    x: Like,
    filter: Like,
    strides: PerAxis,
    pad: Pad,
    dataFormat: Format = 'NHWC',
    dilations: PerAxis = 1,
    rounding?: Rounding,
  ): FacadeTensor =>
    run(() => {
      const [images, weight] = [convert(x, 'x', op, 'float32'), convert(filter, 'filter', op, 'float32')];
      checkSteps(op, strides, dilations);
      checkRounding(op, pad, rounding);
      const options = {
        stride: list(strides, 2),
        dilation: list(dilations, 2),
        padding: padding(pad, dataFormat),
      };
      return batched(op, images, 3, (each) =>
        inFormat(dataFormat, each, (nhwc) => convolve(nhwc, weight, options)),
      );
    });
}

export const conv2d = convolution('conv2d', cambium.conv2d);
export const depthwiseConv2d = convolution('depthwiseConv2d', cambium.depthwiseConv2d);

export function conv3d(
  x: Like,
  filter: Like,
  strides: PerAxis,
  pad: Pad,
  dataFormat: Format = 'NDHWC',
  dilations: PerAxis = 1,
): FacadeTensor {
  return run(() => {
    const [images, weight] = [convert(x, 'x', 'conv3d'), convert(filter, 'filter', 'conv3d')];
    checkFormat('conv3d', dataFormat, ['NDHWC']);
    checkSteps('conv3d', strides, dilations);
    const options = {
      stride: list(strides, 3),
      dilation: list(dilations, 3),
      padding: padding(pad, dataFormat),
    };
    return batched('conv3d', images, 4, (each) => cambium.conv3d(each, weight, options));
  });
}

/** The padding under which a convolution of `outputShape` gives the length of `x`, and what is left at the end. */
function transposedOptions(
  pad: Pad,
  strides: readonly number[],
  x: Tensor,
  filter: Tensor,
  outputShape: readonly number[],
) {
  const spatial = outputShape.slice(-1 - strides.length, -1);
  const lengths = x.shape.slice(1, -1);
  const widths = spatial.map((length, i): [number, number] => {
    if (pad === 'same') {
      const total = Math.max(
        0,
        (Math.ceil(length / strides[i]!) - 1) * strides[i]! + filter.shape[i]! - length,
      );
      return [Math.floor(total / 2), Math.ceil(total / 2)];
    }
    if (typeof pad === 'number') return [pad, pad];
    return pad === 'valid' ? [0, 0] : [...pad[i + 1]!];
  });
  const outputPadding = spatial.map((length, i) => {
    const natural = (lengths[i]! - 1) * strides[i]! + filter.shape[i]! - widths[i]![0] - widths[i]![1];
    return length - natural;
  });
  return { stride: strides, padding: widths, outputPadding };
}

function convTranspose(op: string, rank: 2 | 3) {
  return (
    x: Like,
    filter: Like,
    outputShape: readonly number[],
    strides: PerAxis,
    pad: Pad,
    rounding?: Rounding,
  ): FacadeTensor =>
    run(() => {
      const [images, weight] = [convert(x, 'x', op), convert(filter, 'filter', op)];
      checkRounding(op, pad, rounding);
      if (weight.rank !== rank + 2)
        refuse(op, `filter must be rank ${rank + 2}, but got rank ${weight.rank}`);
      return batched(op, images, rank + 1, (each) => {
        const shape = outputShape.length === rank + 2 ? outputShape : [1, ...outputShape];
        if (shape.length !== rank + 2)
          refuse(op, `outShape must be length ${rank + 2}, but got length ${outputShape.length}.`);
        if (shape.at(-1) !== weight.shape.at(-2))
          refuse(
            op,
            `depth of output (${shape.at(-1)}) must match output depth for filter ${weight.shape.at(-2)}.`,
          );
        const options = transposedOptions(pad, list(strides, rank), each, weight, shape);
        return rank === 2
          ? cambium.convTranspose2d(each, weight, options)
          : cambium.convTranspose3d(each, weight, options);
      });
    });
}

export const conv2dTranspose = convTranspose('conv2dTranspose', 2);
export const conv3dTranspose = convTranspose('conv3dTranspose', 3);

export function separableConv2d(
  x: Like,
  depthwiseFilter: Like,
  pointwiseFilter: Like,
  strides: PerAxis,
  pad: Pad,
  dilation: PerAxis = 1,
  dataFormat: Format = 'NHWC',
): FacadeTensor {
  return run(() => {
    const op = 'separableConv2d';
    const images = convert(x, 'x', op);
    const [depthwise, pointwise] = [
      convert(depthwiseFilter, 'depthwiseFilter', op),
      convert(pointwiseFilter, 'pointwiseFilter', op),
    ];
    checkFormat(op, dataFormat, ['NHWC']);
    checkSteps(op, strides, dilation);
    if (pointwise.shape[0] !== 1 || pointwise.shape[1] !== 1)
      refuse(op, `the pointwise filter must be 1×1, but got [${pointwise.shape}].`);
    const options = {
      stride: list(strides, 2),
      dilation: list(dilation, 2),
      padding: padding(pad, dataFormat),
    };
    return batched(op, images, 3, (each) => cambium.separableConv2d(each, depthwise, pointwise, options));
  });
}
