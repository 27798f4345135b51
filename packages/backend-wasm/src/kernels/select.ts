// Choosing between elements of any dtype, by their size.

import { byteSize, type Kernel, type Layout, type Operand } from '@cambium/tensor/backend';
import { addressOf } from '../memory/buffer.ts';
import type { SelectKernel } from '../module/exports.ts';
import { type Adaptor, cacheLine, type Device } from './device.ts';

/** Makes the kernel of `where`. */
export const selectOn: Adaptor<Kernel<'select'>> = (device) => (_op, inputs, outputs) => {
  const { wasm } = device;
  const output = outputs[0]!;
  const size = byteSize(output.dtype);
  const run = size === 4 ? wasm.select32 : size === 1 ? wasm.select8 : wasm.select64;
  choose(device, run, size, inputs, output);
};

function choose(
  device: Device,
  run: SelectKernel,
  size: number,
  inputs: readonly Operand[],
  output: Operand,
): void {
  const count = output.layout.size;
  if (count === 0) return;
  const [condition, a, b] = inputs as readonly [Operand, Operand, Operand];
  const aIsOne = isOneElement(a.layout);
  const bIsOne = isOneElement(b.layout);
  const to = addressOf(output, size);
  try {
    const flags = device.dense(condition);
    const yes = aIsOne ? addressOf(a, size) : device.dense(a);
    const no = bIsOne ? addressOf(b, size) : device.dense(b, to);
    const aCol = aIsOne ? 0 : 1;
    const bCol = bIsOne ? 0 : 1;
    const team = device.teamFor(count);
    if (team === null) {
      run(flags, yes, aCol, no, bCol, to, count);
      return;
    }
    const job = team
      .share(run)
      .moving(flags, 1)
      .moving(yes, aCol * size)
      .constant(aCol);
    job
      .moving(no, bCol * size)
      .constant(bCol)
      .moving(to, size)
      .length();
    team.begin(count, cacheLine);
  } finally {
    device.settle();
  }
}

/** Whether all elements are the same one. */
function isOneElement({ shape, strides }: Layout): boolean {
  for (let axis = 0; axis < shape.length; axis++) if (shape[axis] !== 1 && strides[axis] !== 0) return false;
  return true;
}
