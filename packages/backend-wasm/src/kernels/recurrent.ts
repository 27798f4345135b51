// Steps of recurrent layers over float32 rows, and their gradients.

import { type FusedKernel, Layout, type Operand } from '@cambium/tensor/backend';
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
      // The kernel adds to gates of a product, and leaves the activated ones in their place.
      const operands = [gates, zeros(device, 4 * bytes), cell, out, out + bytes];
      device.eachRow(device.wasm.lstmStep, operands, batch, hidden, effort);
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
  const [inputGates, hiddenGates, state] = inputs as readonly [Operand, Operand, Operand];
  if (state.dtype !== 'float32') return fallback(inputs, outputs, attrs);
  const { batch, hidden, bytes } = sizesOf(state);
  const out = addressOf(outputs[0]!, 4);
  try {
    // Where the kernel leaves the activated gates, beside one more in each row.
    const gates = device.borrow(4 * bytes);
    const place = new Layout([batch, 3 * hidden], [4 * hidden, 1], 0);
    device.copy(4, addressOf(hiddenGates, 4), hiddenGates.layout, gates, place);
    const [projected, before] = [device.dense(inputGates), device.dense(state)];
    const operands = [projected, zeros(device, 12 * hidden), gates, before, out];
    device.eachRow(device.wasm.gruStep, operands, batch, hidden, effort);
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

/** Borrowed memory, so many bytes, full of zeros. */
function zeros(device: Device, bytes: number): number {
  const address = device.borrow(bytes);
  device.wasm.fill32(address, 0, bytes / 4);
  return address;
}

function denseOnes(device: Device, inputs: readonly Operand[]): number[] {
  return inputs.map((input) => device.dense(input));
}

/** Sizes of a state, and the bytes that one takes. */
function sizesOf({ layout }: Operand): { batch: number; hidden: number; bytes: number } {
  const [batch, hidden] = layout.shape as [number, number];
  return { batch, hidden, bytes: layout.size * 4 };
}
