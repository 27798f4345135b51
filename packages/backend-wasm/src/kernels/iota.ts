// Numbers in even steps, of float32 and int32; other dtypes on the fallback.

import type { DType, Kernel } from '@cambium/tensor/backend';
import { addressOf } from '../memory/buffer.ts';
import type { IotaKernel } from '../module/exports.ts';
import type { Adaptor } from './device.ts';

/** Makes the kernel of `iota`. */
export const iotaOn: Adaptor<Kernel<'iota'>> = (device, fallback) => {
  const { wasm } = device;
  const iotas: { readonly [D in DType]?: IotaKernel } = {
    float32: wasm.iotaFloat32,
    int32: wasm.iotaInt32,
  };
  return (op, inputs, outputs, attrs) => {
    const output = outputs[0]!;
    const run = iotas[output.dtype];
    if (run === undefined) fallback(op, inputs, outputs, attrs);
    else run(addressOf(output, 4), 0, attrs.size, attrs.start, attrs.step);
  };
};
