// Programs of elementwise ops: each instruction by its kernel, on arrays that are forgotten afterwards.

import { type FusedKernel, type KernelTable, runInstructions, type Workspace } from '@cambium/tensor/backend';
import { Block, CpuBuffer } from '../buffer.ts';

const workspace: Workspace = {
  alloc: (byteLength) => new CpuBuffer(byteLength, new Block(Math.ceil(byteLength / 8) * 8)),
  free: () => {},
};

/** The kernel of `elementwise` by the kernels of the families. */
export function elementwiseBy(kernels: KernelTable): FusedKernel<'elementwise'> {
  return (inputs, outputs, attrs) => runInstructions(kernels, inputs, outputs, attrs, workspace);
}
