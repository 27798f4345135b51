// Moving elements, and casting those of the dtypes that WebAssembly converts.

import { byteSize, type DType, type Kernel, Layout, type Operand } from '@cambium/tensor/backend';
import { addressOf, bufferOf } from '../memory/buffer.ts';
import type { MapKernel } from '../module/exports.ts';
import type { Adaptor, Device } from './device.ts';

/** Makes the kernel of copies and casts. */
export const copyOn: Adaptor<Kernel<'copy'>> = (device, fallback) => {
  const { wasm } = device;
  const casts: { readonly [from in DType]?: { readonly [to in DType]?: MapKernel } } = {
    float32: {
      float64: wasm.float32ToFloat64,
      int32: wasm.float32ToInt32,
      uint8: wasm.float32ToUint8,
      bool: wasm.float32ToBool,
    },
    float64: { float32: wasm.float64ToFloat32 },
    int32: { float32: wasm.int32ToFloat32, uint8: wasm.int32ToUint8, bool: wasm.int32ToBool },
    uint8: { float32: wasm.uint8ToFloat32, int32: wasm.uint8ToInt32, bool: wasm.uint8ToBool },
    // A boolean is 0 or 1 already.
    bool: { float32: wasm.uint8ToFloat32, int32: wasm.uint8ToInt32, uint8: wasm.uint8ToBool },
  };
  return (op, inputs, outputs, attrs) => {
    const x = inputs[0]!;
    const output = outputs[0]!;
    if (x.dtype === output.dtype) {
      if (bufferOf(x.buffer) !== bufferOf(output.buffer)) move(device, x, output);
      else moveWithin(device, x, output);
      return;
    }
    const cast = casts[x.dtype]?.[output.dtype];
    if (cast === undefined) fallback(op, inputs, outputs, attrs);
    else convert(device, cast, x, output);
  };
};

function move(device: Device, x: Operand, output: Operand): void {
  const size = byteSize(x.dtype);
  const from = addressOf(x, size);
  const to = addressOf(output, size);
  if (x.layout.isContiguous && output.layout.isContiguous) {
    device.wasm.copy8(from, 0, 1, to, 0, 1, 1, x.layout.size * size);
  } else {
    device.copy(size, from, x.layout, to, output.layout);
  }
}

/** Places that may overlap need a copy in between. */
function moveWithin(device: Device, x: Operand, output: Operand): void {
  const size = byteSize(x.dtype);
  const dense = Layout.contiguous(x.layout.shape);
  try {
    const held = device.borrow(x.layout.size * size);
    device.copy(size, addressOf(x, size), x.layout, held, dense);
    device.copy(size, held, dense, addressOf(output, size), output.layout);
  } finally {
    device.settle();
  }
}

function convert(device: Device, cast: MapKernel, x: Operand, output: Operand): void {
  const size = byteSize(output.dtype);
  const to = addressOf(output, size);
  try {
    if (output.layout.isContiguous) {
      cast(device.dense(x), to, x.layout.size);
    } else {
      const held = device.borrow(x.layout.size * size);
      cast(device.dense(x), held, x.layout.size);
      device.copy(size, held, Layout.contiguous(x.layout.shape), to, output.layout);
    }
  } finally {
    device.settle();
  }
}
