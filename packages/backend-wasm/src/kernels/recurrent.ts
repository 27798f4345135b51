// Steps of recurrent layers over float32 rows, and their gradients.

import type { FusedKernel, Operand } from '@cambium/tensor/backend';
import { addressOf } from '../memory/buffer.ts';
import type { Adaptor, Device } from './device.ts';

/** Makes the kernel of `lstmCell`. */
export const lstmCellOn: Adaptor<FusedKernel<'lstmCell'>> =
  (device, fallback) => (inputs, outputs, attrs) => {
    if (inputs[0]!.dtype !== 'float32') return fallback(inputs, outputs, attrs);
    const { batch, hidden, bytes } = sizesOf(inputs[1]!);
    const out = addressOf(outputs[0]!, 4);
    try {
      const [gates, cell] = denseOnes(device, inputs) as [number, number];
      device.wasm.lstmCell(gates, cell, out, out + bytes, 0, batch, hidden);
    } finally {
      device.settle();
    }
  };

/** Makes the kernel of `lstmCellGrad`. */
export const lstmCellGradOn: Adaptor<FusedKernel<'lstmCellGrad'>> =
  (device, fallback) => (inputs, outputs, attrs) => {
    if (inputs[0]!.dtype !== 'float32') return fallback(inputs, outputs, attrs);
    const { batch, hidden, bytes } = sizesOf(inputs[2]!);
    const out = addressOf(outputs[0]!, 4);
    try {
      const [grad, gates, cell] = denseOnes(device, inputs) as [number, number, number];
      device.wasm.lstmCellGrad(grad, grad + bytes, gates, cell, out, out + 4 * bytes, 0, batch, hidden);
    } finally {
      device.settle();
    }
  };

/** Makes the kernel of `gruCell`. */
export const gruCellOn: Adaptor<FusedKernel<'gruCell'>> = (device, fallback) => (inputs, outputs, attrs) => {
  if (inputs[0]!.dtype !== 'float32') return fallback(inputs, outputs, attrs);
  const { batch, hidden } = sizesOf(inputs[2]!);
  const out = addressOf(outputs[0]!, 4);
  try {
    const [input, recurrent, state] = denseOnes(device, inputs) as [number, number, number];
    device.wasm.gruCell(input, recurrent, state, out, 0, batch, hidden);
  } finally {
    device.settle();
  }
};

/** Makes the kernel of `gruCellGrad`. */
export const gruCellGradOn: Adaptor<FusedKernel<'gruCellGrad'>> =
  (device, fallback) => (inputs, outputs, attrs) => {
    if (inputs[0]!.dtype !== 'float32') return fallback(inputs, outputs, attrs);
    const { batch, hidden, bytes } = sizesOf(inputs[3]!);
    const out = addressOf(outputs[0]!, 4);
    const [second, third] = [out + 3 * bytes, out + 6 * bytes];
    try {
      const [grad, input, recurrent, state] = denseOnes(device, inputs) as [number, number, number, number];
      device.wasm.gruCellGrad(grad, input, recurrent, state, out, second, third, 0, batch, hidden);
    } finally {
      device.settle();
    }
  };

function denseOnes(device: Device, inputs: readonly Operand[]): number[] {
  return inputs.map((input) => device.dense(input));
}

/** Sizes of a state, and the bytes that one takes. */
function sizesOf({ layout }: Operand): { batch: number; hidden: number; bytes: number } {
  const [batch, hidden] = layout.shape as [number, number];
  return { batch, hidden, bytes: layout.size * 4 };
}
