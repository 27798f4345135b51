// Unary ops: float32 runs in WebAssembly, strided inputs by way of a copy into the output; all else on the fallback.

import type { AttrsOf, Kernel, Operand, OpsOf } from '@cambium/tensor/backend';
import { addressOf } from '../memory/buffer.ts';
import type { MapKernel } from '../module/exports.ts';
import type { Adaptor, Device } from './device.ts';

type UnaryOp = OpsOf<'unary'>;

/** Ops without attributes whose results are numbers. */
const plain = [
  ...(['neg', 'abs', 'sign', 'square', 'floor', 'ceil', 'round', 'trunc', 'sqrt', 'rsqrt'] as const),
  ...(['reciprocal', 'relu', 'exp', 'expm1', 'log', 'log1p', 'log2', 'log10', 'tanh'] as const),
  ...(['sigmoid', 'softplus', 'erf', 'erfc', 'erfInv', 'sin', 'cos', 'tan', 'asin', 'acos'] as const),
  ...(['atan', 'sinh', 'cosh', 'asinh', 'acosh', 'atanh'] as const),
] satisfies UnaryOp[];
const predicates = ['isNaN', 'isInf', 'isFinite', 'logicalNot'] as const satisfies UnaryOp[];

/** How much more work a function is than a copy, roughly. */
const effort = 2;

/** Makes the kernel of the unary ops. */
export const unaryOn: Adaptor<Kernel<'unary'>> = (device, fallback) => {
  const { wasm } = device;
  const maps = new Map<UnaryOp, MapKernel>(plain.map((op) => [op, wasm[op]]));
  const flags = new Map<UnaryOp, MapKernel>(predicates.map((op) => [op, wasm[op]]));
  return (op, inputs, outputs, attrs) => {
    const x = inputs[0]!;
    const output = outputs[0]!;
    if (x.dtype === 'float32') {
      const map = maps.get(op);
      if (map !== undefined) {
        const to = addressOf(output, 4);
        device.map(map, device.dense(x, to), 4, to, 4, x.layout.size, effort);
        return;
      }
      const flag = flags.get(op);
      if (flag !== undefined) return toFlags(device, flag, x, output, 4);
      if (withAttributes(device, op, x, output, attrs)) return;
    } else if (x.dtype === 'bool' && op === 'logicalNot') {
      return toFlags(device, wasm.boolNot, x, output, 1);
    }
    fallback(op, inputs, outputs, attrs);
  };
};

function toFlags(device: Device, map: MapKernel, x: Operand, output: Operand, size: 1 | 4): void {
  const to = addressOf(output, 1);
  try {
    device.map(map, size === 1 ? device.dense(x, to) : device.dense(x), size, to, 1, x.layout.size);
  } finally {
    device.settle();
  }
}

/** Runs the ops that have attributes; false if this is none of them. */
function withAttributes(
  device: Device,
  op: UnaryOp,
  x: Operand,
  output: Operand,
  attrs: AttrsOf<UnaryOp>,
): boolean {
  const { wasm } = device;
  const { size } = x.layout;
  if (op === 'leakyRelu' && 'slope' in attrs) {
    const to = addressOf(output, 4);
    wasm.leakyRelu(device.dense(x, to), to, size, attrs.slope);
  } else if (op === 'elu' && 'alpha' in attrs) {
    const to = addressOf(output, 4);
    wasm.elu(device.dense(x, to), to, size, attrs.alpha);
  } else if (op === 'clamp' && 'min' in attrs) {
    const to = addressOf(output, 4);
    wasm.clamp(device.dense(x, to), to, size, attrs.min ?? -Infinity, attrs.max ?? Infinity);
  } else {
    return false;
  }
  return true;
}
