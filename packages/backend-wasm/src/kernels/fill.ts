// One float32 value everywhere; other dtypes on the fallback.

import type { Kernel } from '@cambium/tensor/backend';
import { addressOf } from '../memory/buffer.ts';
import { type Adaptor, cacheLine } from './device.ts';

/** Work of an element that is only written. */
const effort = 0.5;

/** Makes the kernel of `fill`. */
export const fillOn: Adaptor<Kernel<'fill'>> = (device, fallback) => {
  const number = new Float32Array(1);
  const bits = new Int32Array(number.buffer);
  return (op, inputs, outputs, attrs) => {
    const output = outputs[0]!;
    if (output.dtype !== 'float32') return fallback(op, inputs, outputs, attrs);
    number[0] = Number(attrs.value);
    const { wasm } = device;
    const { size } = output.layout;
    const team = device.teamFor(size * effort);
    if (team === null) {
      wasm.fill32(addressOf(output, 4), bits[0]!, size);
      return;
    }
    team.share(wasm.fill32).moving(addressOf(output, 4), 4).constant(bits[0]!).length();
    team.begin(size, cacheLine);
  };
};
