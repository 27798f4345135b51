// Random bits, and float32 numbers from them; float64 on the fallback.

import type { Kernel } from '@cambium/tensor/backend';
import { addressOf } from '../memory/buffer.ts';
import type { Adaptor } from './device.ts';

/** Makes the kernel of the random numbers. */
export const randomOn: Adaptor<Kernel<'random'>> = (device, fallback) => (op, inputs, outputs, attrs) => {
  const output = outputs[0]!;
  if (output.dtype === 'float64') return fallback(op, inputs, outputs, attrs);
  try {
    device.wasm[op](device.dense(inputs[0]!), addressOf(output, 4), 0, output.layout.size);
  } finally {
    device.settle();
  }
};
