// Cross-entropy of float32 scores and its gradient. A wrong label is left to the fallback, which refuses it by name.

import type { FusedKernel, Operand } from '@cambium/tensor/backend';
import { addressOf } from '../memory/buffer.ts';
import type { Adaptor, Device } from './device.ts';

/** Makes the kernel of `crossEntropy`. */
export const crossEntropyOn: Adaptor<FusedKernel<'crossEntropy'>> =
  (device, fallback) => (inputs, outputs, attrs) => {
    const [logits, labels] = inputs as readonly [Operand, Operand];
    if (logits.dtype !== 'float32') return fallback(inputs, outputs, attrs);
    const [rows, classes] = logits.layout.shape as [number, number];
    try {
      const places = checked(device, labels, classes);
      if (places === null) return fallback(inputs, outputs, attrs);
      const out = addressOf(outputs[0]!, 4);
      device.wasm.crossEntropy(device.dense(logits), places, out, 0, rows, classes);
    } finally {
      device.settle();
    }
  };

/** Makes the kernel of `crossEntropyGrad`. */
export const crossEntropyGradOn: Adaptor<FusedKernel<'crossEntropyGrad'>> =
  (device, fallback) => (inputs, outputs, attrs) => {
    const [grad, logits, labels] = inputs as readonly [Operand, Operand, Operand];
    if (logits.dtype !== 'float32') return fallback(inputs, outputs, attrs);
    const [rows, classes] = logits.layout.shape as [number, number];
    try {
      const places = checked(device, labels, classes);
      if (places === null) return fallback(inputs, outputs, attrs);
      const out = addressOf(outputs[0]!, 4);
      const from = device.dense(logits);
      device.wasm.crossEntropyGrad(device.dense(grad), from, places, out, 0, rows, classes);
    } finally {
      device.settle();
    }
  };

/** Address of the labels, dense, or `null` if one of them is no class. */
function checked(device: Device, labels: Operand, classes: number): number | null {
  const places = device.dense(labels);
  return device.wasm.areIndices(places, labels.layout.size, classes) !== 0 ? places : null;
}
