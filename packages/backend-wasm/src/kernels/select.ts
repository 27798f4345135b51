// Choosing between elements of four bytes; other sizes on the fallback.

import { byteSize, type Kernel, type Layout, type Operand } from '@cambium/tensor/backend';
import { addressOf } from '../memory/buffer.ts';
import type { Adaptor, Device } from './device.ts';

/** Makes the kernel of `where`. */
export const selectOn: Adaptor<Kernel<'select'>> = (device, fallback) => (op, inputs, outputs, attrs) => {
  const output = outputs[0]!;
  if (byteSize(output.dtype) === 4) choose(device, inputs[0]!, inputs[1]!, inputs[2]!, output);
  else fallback(op, inputs, outputs, attrs);
};

function choose(device: Device, condition: Operand, a: Operand, b: Operand, output: Operand): void {
  const { size } = output.layout;
  if (size === 0) return;
  const aIsOne = isOneElement(a.layout);
  const bIsOne = isOneElement(b.layout);
  const to = addressOf(output, 4);
  try {
    const flags = device.dense(condition);
    const yes = aIsOne ? addressOf(a, 4) : device.dense(a);
    const no = bIsOne ? addressOf(b, 4) : device.dense(b, to);
    device.wasm.select32(flags, yes, aIsOne ? 0 : 1, no, bIsOne ? 0 : 1, to, size);
  } finally {
    device.settle();
  }
}

/** Whether all elements are the same one. */
function isOneElement({ shape, strides }: Layout): boolean {
  for (let axis = 0; axis < shape.length; axis++) if (shape[axis] !== 1 && strides[axis] !== 0) return false;
  return true;
}
