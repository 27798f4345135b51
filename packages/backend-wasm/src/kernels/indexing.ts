// Gathers and scatters along one axis. Indices are checked in WebAssembly; a wrong one is left to the fallback, which
// refuses it by name before anything is written.

import { byteSize, type Kernel, type Operand } from '@cambium/tensor/backend';
import { addressOf } from '../memory/buffer.ts';
import type { Adaptor, Device } from './device.ts';
import { product } from './reduce.ts';

/** Makes the kernel of `gather` and `takeAlongAxis`. */
export const gatherOn: Adaptor<Kernel<'gather'>> = (device, fallback) => (op, inputs, outputs, attrs) => {
  const x = inputs[0]!;
  const indices = inputs[1]!;
  const output = outputs[0]!;
  const size = byteSize(x.dtype);
  const { axis } = attrs;
  const { shape } = x.layout;
  try {
    const places = checked(device, indices, shape[axis]!);
    if (places === null || (op === 'takeAlongAxis' && size !== 4))
      return fallback(op, inputs, outputs, attrs);
    if (output.layout.size === 0) return;
    const outer = product(shape, 0, axis);
    const inner = product(shape, axis + 1, shape.length);
    const from = device.dense(x);
    const to = addressOf(output, size);
    if (op === 'gather') {
      device.wasm.gatherSlices(from, places, to, outer, shape[axis]!, indices.layout.size, inner * size);
    } else {
      device.wasm.takeElements(from, places, to, outer, shape[axis]!, indices.layout.shape[axis]!, inner);
    }
  } finally {
    device.settle();
  }
};

/** Makes the kernel of `scatterSlices` and `scatterElements`. */
export const scatterAddOn: Adaptor<Kernel<'scatterAdd'>> =
  (device, fallback) => (op, inputs, outputs, attrs) => {
    const indices = inputs[0]!;
    const updates = inputs[1]!;
    const output = outputs[0]!;
    if (updates.dtype !== 'float32') return fallback(op, inputs, outputs, attrs);
    const { axis, size } = attrs;
    const { shape } = output.layout;
    try {
      const places = checked(device, indices, size);
      if (places === null) return fallback(op, inputs, outputs, attrs);
      const to = addressOf(output, 4);
      device.wasm.fill32(to, 0, output.layout.size);
      if (updates.layout.size === 0) return;
      const outer = product(shape, 0, axis);
      const inner = product(shape, axis + 1, shape.length);
      const from = device.dense(updates);
      if (op === 'scatterSlices') {
        device.wasm.scatterSlices(places, from, to, outer, size, indices.layout.size, inner);
      } else {
        device.wasm.scatterElements(places, from, to, outer, size, indices.layout.shape[axis]!, inner);
      }
    } finally {
      device.settle();
    }
  };

/** Address of the indices, dense, or `null` if one of them is outside the axis. */
function checked(device: Device, indices: Operand, limit: number): number | null {
  const places = device.dense(indices);
  return device.wasm.areIndices(places, indices.layout.size, limit) !== 0 ? places : null;
}
