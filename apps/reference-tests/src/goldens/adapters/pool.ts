// Pooling. Max pooling here gives values only: the indices that PyTorch returns beside them are not compared.

import * as cm from 'cambium';
import { type Adapter, type Adapters, adapter, type Call } from '../adapter.ts';
import { overImages } from './layout.ts';

function windowOf(call: Call, rank: number) {
  const kernel = call.perAxis('kernel_size', rank, 1);
  const stride = (call.numbers('stride') ?? []).length === 0 ? kernel : call.perAxis('stride', rank, 1);
  const options = { stride, padding: call.perAxis('padding', rank, 0), ceilMode: call.flag('ceil_mode') };
  return { kernel, options };
}

const maxPool = (rank: number, fn: typeof cm.maxPool2d): Adapter =>
  adapter('input, kernel_size, stride, padding, dilation, ceil_mode, return_indices', (call) => {
    const { kernel, options } = windowOf(call, rank);
    const dilation = call.perAxis('dilation', rank, 1);
    const values = overImages(call.tensor('input'), rank, (images) =>
      fn(images, kernel, { ...options, dilation }),
    );
    return call.flag('return_indices') ? [values, null] : values;
  });

const avgPool = (rank: number, fn: typeof cm.avgPool2d): Adapter =>
  adapter('input, kernel_size, stride, padding, ceil_mode, count_include_pad, divisor_override', (call) => {
    const { kernel, options } = windowOf(call, rank);
    const countPadding = call.flag('count_include_pad', true);
    const divisor = call.has('divisor_override') ? call.number('divisor_override') : null;
    return overImages(call.tensor('input'), rank, (images) =>
      fn(images, kernel, { ...options, countPadding, divisor }),
    );
  });

export const pool: Adapters = {
  'nn.functional.max_pool1d': maxPool(1, cm.maxPool1d),
  'nn.functional.max_pool2d': maxPool(2, cm.maxPool2d),
  'nn.functional.max_pool3d': maxPool(3, cm.maxPool3d),
  'nn.functional.avg_pool1d': avgPool(1, cm.avgPool1d),
  'nn.functional.avg_pool2d': avgPool(2, cm.avgPool2d),
  'nn.functional.avg_pool3d': avgPool(3, cm.avgPool3d),
  'nn.functional.adaptive_avg_pool2d': adapter('input, output_size', (call) => {
    const given = call.raw('output_size');
    const spatial = call.tensor('input').shape.slice(-2);
    const sizes = Array.isArray(given) ? given : [given, given];
    // None keeps the length of the axis.
    const outputSize = sizes.map((size, axis) => (typeof size === 'number' ? size : spatial[axis]!));
    return overImages(call.tensor('input'), 2, (images) => cm.adaptiveAvgPool(images, outputSize));
  }),
};
