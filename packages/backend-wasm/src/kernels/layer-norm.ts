// Layer normalisation of float32 rows, and its gradient.

import type { FusedKernel, Operand } from '@cambium/tensor/backend';
import { addressOf } from '../memory/buffer.ts';
import { padded, sizesOf } from './batch-norm.ts';
import { sumRows } from './column-sums.ts';
import type { Adaptor } from './device.ts';

/** Makes the kernel of `layerNorm`. */
export const layerNormOn: Adaptor<FusedKernel<'layerNorm'>> =
  (device, fallback) => (inputs, outputs, attrs) => {
    const [x, scale, shift] = inputs as readonly [Operand, Operand, Operand];
    if (x.dtype !== 'float32') return fallback(inputs, outputs, attrs);
    const { rows, features } = sizesOf(x);
    const out = addressOf(outputs[0]!, 4);
    try {
      const [from, scales, shifts] = [device.dense(x), device.dense(scale), device.dense(shift)];
      device.eachRow(device.wasm.layerNorm, [from, scales, shifts, out, attrs.epsilon], rows, features, 2);
    } finally {
      device.settle();
    }
  };

/** Makes the kernel of `layerNormGrad`. */
export const layerNormGradOn: Adaptor<FusedKernel<'layerNormGrad'>> =
  (device, fallback) => (inputs, outputs, attrs) => {
    const [grad, x, scale] = inputs as readonly [Operand, Operand, Operand];
    if (x.dtype !== 'float32') return fallback(inputs, outputs, attrs);
    const { wasm } = device;
    const { rows, features } = sizesOf(x);
    const out = addressOf(outputs[0]!, 4);
    try {
      const [g, from, scales] = [device.dense(grad), device.dense(x), device.dense(scale)];
      const width = padded(features);
      const matrix = { rows, cols: features, count: 2 * width, room: 2 * width };
      const sums = sumRows(device, wasm.layerNormGrad, [g, from, scales, out, attrs.epsilon], matrix);
      const last = out + rows * features * 4;
      wasm.roundSums(sums, last, features);
      wasm.roundSums(sums + width * 8, last + features * 4, features);
    } finally {
      device.settle();
    }
  };
