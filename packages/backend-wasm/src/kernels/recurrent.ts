// Steps of recurrent layers over float32 rows, and their gradients.

import type { FusedKernel, Operand } from '@cambium/tensor/backend';
import { addressOf } from '../memory/buffer.ts';
import type { Adaptor, Device } from './device.ts';

/** How much more work an element of a state is than a copied one: three or four gates, each a transcendental function. */
const effort = 20;

/** Makes the kernel of `lstmCell`. */
export const lstmCellOn: Adaptor<FusedKernel<'lstmCell'>> =
  (device, fallback) => (inputs, outputs, attrs) => {
    if (inputs[0]!.dtype !== 'float32') return fallback(inputs, outputs, attrs);
    const { batch, hidden, bytes } = sizesOf(inputs[1]!);
    const out = addressOf(outputs[0]!, 4);
    try {
      const [gates, cell] = denseOnes(device, inputs) as [number, number];
      device.eachRow(device.wasm.lstmCell, [gates, cell, out, out + bytes], batch, hidden, effort);
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
      const operands = [grad, grad + bytes, gates, cell, out, out + 4 * bytes];
      device.eachRow(device.wasm.lstmCellGrad, operands, batch, hidden, effort);
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
    device.eachRow(device.wasm.gruCell, [...denseOnes(device, inputs), out], batch, hidden, effort);
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
      const operands = [...denseOnes(device, inputs), out, second, third];
      device.eachRow(device.wasm.gruCellGrad, operands, batch, hidden, effort);
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
