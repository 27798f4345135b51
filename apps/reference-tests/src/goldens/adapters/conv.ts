// Convolutions and transposed convolutions.

import * as cm from 'cambium';
import { type Adapter, type Adapters, adapter, type Call } from '../adapter.ts';
import { kernelFirst, overImages } from './layout.ts';

function paddingOf(call: Call, rank: number): cm.Padding {
  const given = call.raw('padding');
  if (given === 'same' || given === 'valid') return given;
  return call.perAxis('padding', rank, 0);
}

const convolution = (rank: number, fn: typeof cm.conv2d): Adapter =>
  adapter('input, weight, bias, stride, padding, dilation, groups', (call) =>
    overImages(call.tensor('input'), rank, (images) =>
      fn(images, kernelFirst(call.tensor('weight')), {
        bias: call.optionalTensor('bias') ?? null,
        stride: call.perAxis('stride', rank, 1),
        padding: paddingOf(call, rank),
        dilation: call.perAxis('dilation', rank, 1),
        groups: call.number('groups', 1),
      }),
    ),
  );

/** Filters are `[in, out / groups, ...kernel]` there, `[...kernel, out / groups, in]` here. */
const transposed = (rank: number, fn: typeof cm.convTranspose2d): Adapter =>
  adapter('input, weight, bias, stride, padding, output_padding, groups, dilation', (call) =>
    overImages(call.tensor('input'), rank, (images) =>
      fn(images, kernelFirst(call.tensor('weight')), {
        bias: call.optionalTensor('bias') ?? null,
        stride: call.perAxis('stride', rank, 1),
        padding: paddingOf(call, rank),
        outputPadding: call.perAxis('output_padding', rank, 0),
        dilation: call.perAxis('dilation', rank, 1),
        groups: call.number('groups', 1),
      }),
    ),
  );

export const conv: Adapters = {
  'nn.functional.conv1d': convolution(1, cm.conv1d),
  'nn.functional.conv2d': convolution(2, cm.conv2d),
  'nn.functional.conv3d': convolution(3, cm.conv3d),
  'nn.functional.conv_transpose1d': transposed(1, cm.convTranspose1d),
  'nn.functional.conv_transpose2d': transposed(2, cm.convTranspose2d),
  'nn.functional.conv_transpose3d': transposed(3, cm.convTranspose3d),
};
